//! The simulator against results of queueing theory, and laws that every run has to obey. Seeds are fixed, and tolerances are set beforehand: about
//! five standard errors, which is one in a million, six tests taken together.

use duecourse::random::DayTable;
use duecourse::scenario::{Arrivals, Duration, Horizon};
use duecourse::simulate::{SimulationOptions, case_histories};
use duecourse::system::TimeUnit;

use super::{Model, model, written};
use crate::run;

const STAGES: &str = "format = 1\ntitle = \"stages\"\n\
    [actors.one]\nname = \"One\"\n[actors.two]\nname = \"Two\"\n\
    [steps.take_in]\nby = \"one\"\nstarts = \"at the beginning\"\ntakes = \"1 to 2 working days\"\n\
    [steps.work_off]\nby = \"two\"\nstarts = \"after take_in\"\ntakes = \"1 to 2 working days\"\n\
    [invariants.comes_to_an_end]\nsays = \"It ends\"\ncheck = \"possible work_off\"\n";

const PLAIN: &str = "title = \"plain\"\ncalendar = \"plain\"\narrivals = \"10 cases at 0.1 a working day\"\n";

/// Two stages one after the other, with so many places, durations and arrivals.
fn stages(places: [u32; 2], takes: [&DayTable; 2], cases: u32, per_working_day: f64) -> Model {
    let mut model = written(STAGES, PLAIN);
    model.scenario.arrivals = Arrivals::Count { cases, per_working_day };
    model.scenario.horizon = Horizon::UntilEmpty;
    for (actor, places) in model.scenario.actors.iter_mut().zip(places) {
        actor.cases_at_once = Some(places);
    }
    for (step, table) in model.scenario.steps.iter_mut().zip(takes) {
        step.takes = Some(Duration { table: table.clone(), unit: TimeUnit::WorkingDay });
    }
    model
}

/// Whole days of an exponential time of this mean, cut where one in 10^12 is left.
fn exponential(mean: f64) -> DayTable {
    let mut weights = Vec::new();
    let mut left = 1.0_f64;
    while left > 1e-12 {
        weights.push(left);
        left *= (-1.0 / mean).exp();
    }
    DayTable::new(0, &weights.iter().map(|weight| weight * (1.0 - (-1.0 / mean).exp())).collect::<Vec<_>>()).unwrap()
}

fn wait(model: &Model, replications: u32, actor: usize) -> f64 {
    run(model, replications, 1).actors[actor].wait_days.mean().unwrap()
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} is not {expected} +- {tolerance}");
}

/// Pollaczek and Khinchine: with Poisson arrivals and one place the mean wait is rate * E(S^2) / (2 (1 - load)). On whole days too: cases that come on
/// one day wait for each other by just as much as the days saved by beginning at the start of a day.
#[test]
fn one_server_waits_as_pollaczek_and_khinchine_say() {
    let takes = DayTable::new(1, &[0.5, 0.2, 0.0, 0.2, 0.1]).unwrap();
    let square: f64 = takes.probabilities().map(|(days, chance)| f64::from(days).powi(2) * chance).sum();
    for (load, tolerance) in [(0.3, 0.02), (0.8, 0.25)] {
        let rate = load / takes.mean();
        let expected = rate * square / (2.0 * (1.0 - load));
        let model = stages([1, 1000], [&takes, &DayTable::fixed(0)], 20_000, rate);
        close(wait(&model, 40, 0), expected, tolerance);
    }
}

/// Erlang C, with days so fine that rounding to them is less than 1 in 300.
#[test]
fn three_servers_wait_as_erlang_says() {
    let mean = 300.0;
    let takes = exponential(mean);
    let model = stages([3, 1000], [&takes, &DayTable::fixed(0)], 10_000, 0.8 * 3.0 / mean);
    close(wait(&model, 100, 0) / mean, 1.0787, 0.05);
    let model = stages([1, 1000], [&takes, &DayTable::fixed(0)], 10_000, 0.5 / mean);
    close(wait(&model, 100, 0) / mean, 1.0, 0.05);
}

/// Burke: what leaves a station with exponential times comes to the next one as a Poisson process.
#[test]
fn a_second_station_waits_as_if_it_were_the_first() {
    let mean = 300.0;
    let takes = exponential(mean);
    let model = stages([1, 1], [&takes, &takes], 10_000, 0.6 / mean);
    close(wait(&model, 100, 1) / mean, 1.5, 0.08);
}

/// Little's law holds in every run to the last day: steps waiting day by day are days waited case by case; and places are busy for as long as the
/// work lasts.
#[test]
fn days_waited_are_days_in_the_queue() {
    let model = model("models/benchmark/five_stage_high.toml", &["arrivals=500 cases at 0.2076923077 a working day"]);
    for replication in 0..20 {
        let options = SimulationOptions { seed: replication, replications: 1, half_width: None, threads: 1 };
        let outcome = duecourse::simulate::simulate(&model.system, &model.scenario, &options, &|_| false).unwrap();
        let histories = case_histories(&model.system, &model.scenario, replication, 0).unwrap();
        let last = histories.iter().flat_map(|history| history.happened.iter().map(|(day, _)| *day)).max().unwrap();
        for actor in outcome.actors.iter().skip(1) {
            let waited: u64 = actor.wait_days.each().map(|(days, times)| u64::from(days) * times).sum();
            close(actor.queue_mean * f64::from(last + 1), waited as f64, 1e-6 * (1.0 + waited as f64));
        }
    }
}

#[test]
fn more_places_never_make_a_case_of_a_single_stage_later() {
    let takes = DayTable::new(1, &[1.0; 12]).unwrap();
    for seed in 0..20 {
        let ends = |places: u32| {
            let model = stages([places, 1000], [&takes, &DayTable::fixed(0)], 400, 0.3);
            let histories = case_histories(&model.system, &model.scenario, seed, 0).unwrap();
            histories
                .iter()
                .map(|history| (history.case, history.began, history.happened.last().unwrap().0))
                .collect::<Vec<_>>()
        };
        let all: Vec<_> = (1..5).map(ends).collect();
        for pair in all.windows(2) {
            for (fewer, more) in pair[0].iter().zip(&pair[1]) {
                assert_eq!((fewer.0, fewer.1), (more.0, more.1), "places move no arrival");
                assert!(more.2 <= fewer.2, "case {} ends on {} instead of {}", fewer.0, more.2, fewer.2);
            }
        }
    }
}

/// A known bug of another tool (Prosimos, issue 64): cases that will come later must not keep anybody waiting now.
#[test]
fn a_low_priority_never_waits_for_who_has_not_come() {
    let text = "format = 1\ntitle = \"two\"\n[actors.one]\nname = \"One\"\n\
        [steps.low]\nby = \"one\"\nstarts = \"at the beginning\"\ntakes = \"1 to 2 working days\"\n\
        [steps.high]\nby = \"one\"\nstarts = \"after low\"\ntakes = \"1 to 2 working days\"\n\
        [invariants.comes_to_an_end]\nsays = \"It ends\"\ncheck = \"possible high\"\n";
    let mut model = written(text, PLAIN);
    model.scenario.actors[0].cases_at_once = Some(1);
    model.scenario.steps[1].priority = 9;
    model.scenario.arrivals = Arrivals::Count { cases: 200, per_working_day: 0.2 };
    model.scenario.horizon = Horizon::UntilEmpty;
    let most = model.scenario.steps[0].takes.as_ref().unwrap().table.most();
    let (mut others_done, mut waited) = (0, 0);
    for history in case_histories(&model.system, &model.scenario, 3, 0).unwrap() {
        let [(low, _), (high, _)] = history.happened[..] else { panic!("{history:?}") };
        // It begins at the latest when all who came before are done, whatever comes later with a higher priority.
        let begins = history.began.max(others_done);
        assert!(low <= begins + most, "case {} is done on {low}, and could begin on {begins}", history.case);
        waited += u32::from(others_done > history.began);
        others_done = others_done.max(high);
    }
    assert!(waited > 50, "only {waited} cases wait for others");
}

/// Of printed 95 % intervals, 92 to 97 in 100 hold the true share. The true share is that of all experiments together. By default
/// a fifth of the experiments, with a tolerance of five standard errors; all of them with `DUECOURSE_COVERAGE=1000`, and with
/// `-- --nocapture` the figures.
#[test]
#[expect(clippy::print_stdout, reason = "the figures are quoted in the documentation")]
fn printed_intervals_cover_what_they_say() {
    let experiments: u32 = std::env::var("DUECOURSE_COVERAGE").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let slack = if experiments >= 1000 { 0.0 } else { 5.0 * (0.05_f64 * 0.95 / f64::from(experiments)).sqrt() - 0.02 };
    for (load, rate) in [("low", 0.069_230_769_2), ("high", 0.207_692_307_7)] {
        let arrivals = format!("arrivals=60 cases at {rate} a working day");
        let model = model(&format!("models/benchmark/five_stage_{load}.toml"), &[&arrivals]);
        let mut intervals = vec![Vec::new(); 2];
        let mut sums = [(0_u64, 0_u64); 2];
        for seed in 0..experiments {
            let options = SimulationOptions { seed: u64::from(seed), replications: 100, half_width: None, threads: 2 };
            let outcome = duecourse::simulate::simulate(&model.system, &model.scenario, &options, &|_| false).unwrap();
            for (at, deadline) in outcome.deadlines.iter().enumerate() {
                intervals[at].push(deadline.on_time.unwrap());
                sums[at] = (sums[at].0 + deadline.kept, sums[at].1 + deadline.kept + deadline.missed);
            }
        }
        for (intervals, (kept, all)) in intervals.iter().zip(sums) {
            let truth = kept as f64 / all as f64;
            let inside = intervals.iter().filter(|one| one.low <= truth && truth <= one.high).count();
            let coverage = inside as f64 / intervals.len() as f64;
            println!("{load} load: {coverage:.3} of {experiments} intervals hold {truth:.4}");
            assert!(coverage > 0.92 - slack && coverage < 0.97 + slack, "{load}: {truth}: {coverage}");
        }
    }
}
