//! What the exact mode found, for programs. Keys are stable: see the version in `schema`.

use serde::Serialize;

use super::{ExactReport, quantile};
use crate::report::simulate::json::OriginEntry;
use crate::simulate::{ExactDeadline, NotComputed, Per};
use crate::system::DeadlineId;

/// The version of this output.
pub const SCHEMA: &str = "duecourse.exact/1";

/// The whole document.
#[derive(Debug, Clone, Serialize)]
pub struct ExactDocument {
    schema: &'static str,
    procedure: OriginEntry,
    scenario: OriginEntry,
    settings: Vec<String>,
    complete: bool,
    deadlines: Vec<DeadlineEntry>,
    assumptions: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct DeadlineEntry {
    id: String,
    says: String,
    due: String,
    expected: bool,
    computed: bool,
    /// One word where it was not computed, else nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(flatten)]
    found: Option<FoundEntry>,
}

#[derive(Debug, Clone, Serialize)]
struct FoundEntry {
    /// Absent where only what follows the anchor was computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    judged_per_case: Option<f64>,
    /// Only where `judged_per_case` is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    judged_per_anchor: Option<f64>,
    on_time: RangeEntry,
    days: DaysEntry,
    distribution: Vec<DayEntry>,
    left_out: f64,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct RangeEntry {
    low: f64,
    high: f64,
}

/// Quantiles of the days used; all absent if nothing is ever done.
#[derive(Debug, Clone, Copy, Serialize)]
struct DaysEntry {
    p50: Option<u32>,
    p90: Option<u32>,
    p99: Option<u32>,
    max: Option<u32>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct DayEntry {
    days: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_case: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_anchor: Option<f64>,
}

impl ExactDocument {
    /// The document of a report.
    pub fn new(report: &ExactReport) -> Self {
        let one = |(id, found): &(DeadlineId, Result<ExactDeadline, NotComputed>)| {
            let deadline = report.system.deadline(*id);
            DeadlineEntry {
                id: deadline.id.clone(),
                says: deadline.says.clone(),
                due: deadline.due.clone(),
                expected: deadline.expected,
                computed: found.is_ok(),
                reason: found.as_ref().err().map(|reason| word(*reason)),
                found: found.as_ref().ok().map(entry),
            }
        };
        Self {
            schema: SCHEMA,
            procedure: OriginEntry::new(&report.procedure),
            scenario: OriginEntry::new(&report.scenario_origin),
            settings: report.settings.clone(),
            complete: report.complete(),
            deadlines: report.outcome.iter().map(one).collect(),
            assumptions: report.scenario.assumptions.clone(),
        }
    }
}

fn entry(found: &ExactDeadline) -> FoundEntry {
    let per = |wanted: Per, value: f64| (found.per == wanted).then_some(value);
    let day = |(days, chance): &(u32, f64)| DayEntry {
        days: *days,
        per_case: per(Per::Case, *chance),
        per_anchor: per(Per::Anchor, *chance),
    };
    FoundEntry {
        judged_per_case: per(Per::Case, found.judged),
        judged_per_anchor: per(Per::Anchor, found.judged),
        on_time: RangeEntry { low: found.on_time.low, high: found.on_time.high },
        days: DaysEntry {
            p50: quantile(found, 0.5),
            p90: quantile(found, 0.9),
            p99: quantile(found, 0.99),
            max: found.days.last().map(|(days, _)| *days),
        },
        distribution: found.days.iter().map(day).collect(),
        left_out: found.left_out,
    }
}

/// Why nothing was computed, as one word.
fn word(reason: NotComputed) -> &'static str {
    match reason {
        NotComputed::TooManySituations => "situations",
        NotComputed::TooMuchWork => "work",
        NotComputed::TooManyDays => "days",
        NotComputed::Interrupted => "interrupted",
    }
}
