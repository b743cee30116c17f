//! From a law of durations to a table of whole units.

use crate::random::DayTable;
use crate::statistics::{beta_distribution, normal_distribution, normal_quantile};
use crate::syntax::scenario::{Law, LawOfTime, Rounding, ThreePointLaw};

/// Longest duration in its unit; a century of working days is a slip of the pen.
const LONGEST: u16 = 20_000;

/// A law without an end is cut here: one in a million lasts longer.
const TAIL: f64 = 1e-6;

/// What is wrong with a law, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrongLaw {
    pub(super) message: String,
    pub(super) help: &'static str,
}

fn wrong<T>(message: impl Into<String>, help: &'static str) -> Result<T, WrongLaw> {
    Err(WrongLaw { message: message.into(), help })
}

/// The chances of whole numbers of units, from the first number on.
#[derive(Debug, Clone, PartialEq)]
struct Chances {
    first: u32,
    weights: Vec<f64>,
}

/// The table that is drawn from.
pub(super) fn table(phrase: &LawOfTime, rounding: Rounding, three_points: ThreePointLaw) -> Result<DayTable, WrongLaw> {
    let rounding = phrase.rounding.unwrap_or(rounding);
    let units = match phrase.unit {
        crate::syntax::tree::Unit::Week => 7,
        crate::syntax::tree::Unit::Year => 12,
        _ => 1,
    };
    let chances = match &phrase.law {
        Law::Even { least, most } => even(*least, *most)?,
        Law::Table(rows) => rows_of(rows)?,
        Law::Usual { least, usual, most } => match three_points {
            ThreePointLaw::Triangular => triangular(*least, *usual, *most, rounding)?,
            ThreePointLaw::Pert => pert(*least, *usual, *most, rounding)?,
        },
        Law::Triangular { least, usual, most } => triangular(*least, *usual, *most, rounding)?,
        Law::Pert { least, usual, most } => pert(*least, *usual, *most, rounding)?,
        Law::LognormalBelow { median, percent, below } => {
            if !(*percent > 50.0 && *percent < 100.0 && *below > *median && *median > 0.0) {
                return wrong(
                    "these two points make no lognormal law",
                    "the median is above 0, and more than 50 % are below a number above the median: \
                     lognormal median 10, 90 % below 24 months",
                );
            }
            let sigma = (below / median).ln() / normal_quantile(percent / 100.0);
            lognormal(median.ln(), sigma, rounding)?
        }
        Law::LognormalMean { mean, deviation } => {
            if !(*mean > 0.0 && *deviation > 0.0) {
                return wrong(
                    "mean and deviation of a lognormal law are above 0",
                    "for example: lognormal mean 60, deviation 20 working days",
                );
            }
            let variance = (1.0 + (deviation / mean).powi(2)).ln();
            lognormal(mean.ln() - variance / 2.0, variance.sqrt(), rounding)?
        }
    };
    day_table(&stretched(chances, units))
}

/// Weeks as days, years as months.
fn stretched(chances: Chances, units: u32) -> Chances {
    if units == 1 {
        return chances;
    }
    let length = chances.weights.len().saturating_sub(1) * units as usize + 1;
    let mut weights = vec![0.0; length];
    for (index, weight) in chances.weights.into_iter().enumerate() {
        weights[index * units as usize] = weight;
    }
    Chances { first: chances.first.saturating_mul(units), weights }
}

fn day_table(chances: &Chances) -> Result<DayTable, WrongLaw> {
    if chances.weights.len() > usize::from(LONGEST) + 1 || chances.first > u32::from(LONGEST) {
        return too_long();
    }
    DayTable::new(chances.first, &chances.weights).map_or_else(
        || wrong("all weights of this table are 0, or one is negative", "give at least one number of days a weight"),
        Ok,
    )
}

fn too_long<T>() -> Result<T, WrongLaw> {
    wrong(format!("this duration can be longer than {LONGEST} units"), "is the unit the one that was meant?")
}

fn even(least: u32, most: u32) -> Result<Chances, WrongLaw> {
    if least > most {
        return wrong(format!("at least {least} and at most {most} cannot be"), "write the smaller number first");
    }
    if most > u32::from(LONGEST) {
        return too_long();
    }
    Ok(Chances { first: least, weights: vec![1.0; (most - least) as usize + 1] })
}

fn rows_of(rows: &[(u32, f64)]) -> Result<Chances, WrongLaw> {
    let first = rows.iter().map(|(days, _)| *days).min().unwrap_or(0);
    let last = rows.iter().map(|(days, _)| *days).max().unwrap_or(0);
    if last > u32::from(LONGEST) {
        return too_long();
    }
    if rows.iter().any(|(_, weight)| *weight < 0.0) {
        return wrong("a weight in this table is negative", "write 0, or leave the row out");
    }
    let mut weights = vec![0.0; (last - first) as usize + 1];
    for (days, weight) in rows {
        weights[(days - first) as usize] += weight;
    }
    Ok(Chances { first, weights })
}

fn three(least: f64, usual: f64, most: f64) -> Result<(), WrongLaw> {
    if !(0.0 <= least && least <= usual && usual <= most) {
        return wrong(
            format!("least {least}, usual {usual}, most {most} are not in order"),
            "write them from the least to the most: triangular 1, 2, 4 working days",
        );
    }
    if most > f64::from(LONGEST) { too_long() } else { Ok(()) }
}

fn triangular(least: f64, usual: f64, most: f64, rounding: Rounding) -> Result<Chances, WrongLaw> {
    three(least, usual, most)?;
    let width = most - least;
    let up_to = |x: f64| {
        if x <= least {
            0.0
        } else if x >= most {
            1.0
        } else if x <= usual {
            (x - least).powi(2) / (width * (usual - least))
        } else {
            1.0 - (most - x).powi(2) / (width * (most - usual))
        }
    };
    Ok(rounded(least, most, rounding, up_to))
}

/// The beta law of project planning: mean (least + 4 usual + most) / 6. Source: Malcolm, Roseboom, Clark and Fazar, "Application of a
/// technique for research and development program evaluation", Operations Research 7 (1959).
fn pert(least: f64, usual: f64, most: f64, rounding: Rounding) -> Result<Chances, WrongLaw> {
    three(least, usual, most)?;
    let width = most - least;
    let (alpha, beta) = (1.0 + 4.0 * (usual - least) / width, 1.0 + 4.0 * (most - usual) / width);
    let up_to = |x: f64| {
        if x <= least {
            0.0
        } else if x >= most {
            1.0
        } else {
            beta_distribution((x - least) / width, alpha, beta)
        }
    };
    Ok(rounded(least, most, rounding, up_to))
}

fn lognormal(mu: f64, sigma: f64, rounding: Rounding) -> Result<Chances, WrongLaw> {
    let most = (mu + sigma * normal_quantile(1.0 - TAIL)).exp();
    if most > f64::from(LONGEST) {
        return too_long();
    }
    let up_to = |x: f64| if x <= 0.0 { 0.0 } else { normal_distribution((x.ln() - mu) / sigma) };
    Ok(rounded(0.0, most, rounding, up_to))
}

/// The chance of each whole number, from the chance of at most x. What does not vary is rounded by the same rule.
fn rounded(least: f64, most: f64, rounding: Rounding, up_to: impl Fn(f64) -> f64) -> Chances {
    let whole = |x: f64| match rounding {
        Rounding::Nearest => (x + 0.5).floor(),
        Rounding::Up => x.ceil(),
        Rounding::Down => x.floor(),
    };
    let (first, last) = (as_count(whole(least)), as_count(whole(most)));
    if first == last {
        return Chances { first, weights: vec![1.0] };
    }
    // A number stands for all that is rounded to it: from `below` before it to `above` after it.
    let (below, above) = match rounding {
        Rounding::Nearest => (0.5, 0.5),
        Rounding::Up => (1.0, 0.0),
        Rounding::Down => (0.0, 1.0),
    };
    let chance = |days: u32| {
        let from = if days == first { 0.0 } else { up_to(f64::from(days) - below) };
        let to = if days == last { 1.0 } else { up_to(f64::from(days) + above) };
        (to - from).max(0.0)
    };
    Chances { first, weights: (first..=last).map(chance).collect() }
}

/// A number between 0 and [`LONGEST`], which fits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn as_count(number: f64) -> u32 {
    number.clamp(0.0, f64::from(LONGEST) * 2.0) as u32
}
