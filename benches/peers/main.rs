//! How fast states are found, against others: run by `.ci/peers/checking`, which knows how to build Spin's verifier.
//!
//! `promela MODEL` prints the model as Promela. `run ENGINE MODEL` runs one engine, in a process of its own, since memory is measured by
//! process. `table ROUNDS MODEL PAN [MODEL PAN ...]` runs all engines and Spin's verifiers in turn and prints a table of medians.
//! MODEL is `cases,limit,limit,limit,votes,facts`. Without arguments all engines have to find the same states of a small model.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a program for the terminal; what cannot go on should fail loudly"
)]

mod engines;
mod family;

use std::collections::BTreeMap;
use std::process::Command;

use engines::{ENGINES, Run};
use family::Family;

/// The name of Spin's verifier in the table.
const SPIN: &str = "Spin";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] => agree(model("2,2,2,2,1,1")),
        ["promela", text] => println!("{}", model(text).promela()),
        ["run", engine, text] => {
            let run = engines::run(engine, model(text)).expect("there is such an engine");
            println!("{} {} {}", run.states, run.seconds, run.peak_bytes);
        }
        ["table", rounds, ref models @ ..] => {
            table(rounds.parse().expect("a number of rounds"), models);
        }
        _ => println!("usage: [promela MODEL | run ENGINE MODEL | table ROUNDS MODEL PAN ...]"),
    }
}

fn model(text: &str) -> Family {
    Family::parse(text).expect("a model is cases,limit,limit,limit,votes,facts")
}

/// All engines find the same states.
fn agree(family: Family) {
    let states = ENGINES.map(|engine| engines::run(engine, family).expect("there is such an engine").states);
    assert!(states.iter().all(|number| *number == states[0] && *number > 100), "{states:?}");
    println!("all engines find the same {} states", states[0]);
}

fn table(rounds: usize, models: &[&str]) {
    println!(
        "| model | engine | states | states/s | states/processor s | bytes/state | processor time, reference search = 1 |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|");
    for pair in models.chunks(2) {
        let [text, verifier] = *pair else { continue };
        let mut runs: BTreeMap<&str, Vec<Run>> = BTreeMap::new();
        for _ in 0..rounds {
            // In turn, so that a busy minute of the machine falls on all of them.
            for engine in ENGINES {
                runs.entry(engine).or_default().push(ours(engine, text));
            }
            runs.entry(SPIN).or_default().push(spins(verifier));
        }
        let reference = median(&runs["reference search"], |run| run.processor_seconds);
        for engine in ENGINES.into_iter().chain([SPIN]) {
            row(text, engine, &runs[engine], reference);
        }
    }
}

fn row(text: &str, engine: &str, runs: &[Run], reference: f64) {
    let states = runs[0].states;
    assert!(runs.iter().all(|run| run.states == states), "{engine}: the states differ between rounds");
    #[expect(clippy::cast_precision_loss, reason = "far fewer states than 2^52")]
    let number = states as f64;
    let processor = median(runs, |run| run.processor_seconds);
    println!(
        "| {text} | {engine} | {states} | {:.2} M | {:.2} M | {:.0} | {:.2} |",
        number / median(runs, |run| run.seconds) / 1e6,
        number / processor / 1e6,
        median(runs, |run| run.peak_bytes) / number,
        processor / reference,
    );
}

fn median(runs: &[Run], figure: impl Fn(&Run) -> f64) -> f64 {
    let mut figures: Vec<f64> = runs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    if figures.len() % 2 == 1 { figures[middle] } else { f64::midpoint(figures[middle - 1], figures[middle]) }
}

fn ours(engine: &str, text: &str) -> Run {
    let program = std::env::current_exe().expect("this program is somewhere");
    let (output, processor_seconds) = measured(Command::new(program).args(["run", engine, text]));
    let numbers: Vec<f64> = output.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [states, seconds, peak_bytes] = numbers[..] else { panic!("{engine} told: {output}") };
    Run { states: whole(states), seconds, processor_seconds, peak_bytes }
}

/// Runs a verifier that Spin made. Depth and table are large enough for ten million states.
fn spins(verifier: &str) -> Run {
    let (output, processor_seconds) = measured(Command::new(verifier).args(["-m2000000", "-w24"]));
    assert!(!output.contains("max search depth too small"), "{output}");
    let before = |phrase: &str| -> f64 {
        let line = output.lines().find(|line| line.contains(phrase)).unwrap_or_else(|| panic!("no {phrase}: {output}"));
        line.split_whitespace().find_map(|word| word.parse().ok()).expect("there is a number in the line")
    };
    Run {
        states: whole(before("states, stored")),
        seconds: before("elapsed time"),
        processor_seconds,
        peak_bytes: before("total actual memory usage") * 1024.0 * 1024.0,
    }
}

/// What a program prints, and the processor time that it took.
fn measured(command: &mut Command) -> (String, f64) {
    let before = children_seconds();
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8_lossy(&output.stdout).into_owned(), children_seconds() - before)
}

/// Processor time of all programs that this one has run and waited for. Linux counts it in hundredths of a second; fields 16 and 17
/// of `/proc/self/stat`, of which the second can contain spaces and ends with a bracket.
fn children_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells");
    let (_, after_name) = stat.rsplit_once(')').expect("the name ends");
    let fields: Vec<f64> =
        after_name.split_whitespace().skip(13).take(2).filter_map(|field| field.parse().ok()).collect();
    fields.iter().sum::<f64>() / 100.0
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of states")]
fn whole(number: f64) -> usize {
    number as usize
}
