//! Random small procedures as text. Every name in them exists, and nothing that is an error occurs.
//!
//! Left out on purpose, because the compiler refuses them: `lapses` beside `while`, and votes `under way`.

use std::fmt::Write as _;

use proptest::prelude::{Strategy, any};

use super::phrases::{Dice, Names, Reads, StepNames};
use super::steps::{limit, write_step};

/// Random small procedures in the language of `documentation/language.md`.
pub fn procedures() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<u16>(), 320).prop_map(|numbers| write_procedure(&mut Dice::new(numbers)))
}

/// The procedure that these dice give.
pub fn write_procedure(dice: &mut Dice) -> String {
    let names = choose_names(dice);
    let mut text = "format = 1\ntitle = \"A random procedure\"\n\n[actors.office]\nname = \"The office\"\n".to_owned();
    write_group(&mut text, &names);
    for (name, values) in &names.facts {
        let many = if name == "f2" && dice.one_in(3) { "many = true\n" } else { "" };
        let _ = write!(text, "\n[facts.{name}]\nvalues = {}\n{many}", list(values));
    }
    write_terms(&mut text, &names, dice);
    for index in 0..names.steps.len() {
        write_step(&mut text, &names, index, dice);
    }
    write_spans_and_deadlines(&mut text, &names, dice);
    write_case(&mut text, &names, dice);
    for index in 0..=dice.below(5) {
        let check = check(&names, dice);
        let _ = write!(text, "\n[invariants.i{index}]\nsays = \"Rule {index}.\"\ncheck = \"{check}\"\n");
    }
    text
}

pub(super) fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A TOML list of strings.
pub(super) fn list(items: &[String]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

/// Which names there will be, so that every phrase can use every name.
fn choose_names(dice: &mut Dice) -> Names {
    let mut names = Names::default();
    let voters = if dice.one_in(5) { 1 + dice.below(2) + usize::from(dice.one_in(4)) } else { 0 };
    let steps = 2 + dice.below(6).min(if voters > 0 { 2 } else { 5 });
    for index in 1..=steps {
        let mut step = StepNames { name: format!("s{index}"), ..StepNames::default() };
        step.duty = dice.below(10) < 6;
        step.event = !step.duty && dice.one_in(2);
        step.outcomes = match dice.below(9) {
            5 | 6 => strings(&["x", "y"]),
            7 => strings(&["x", "y", "z"]),
            8 => strings(&["met", "not_met"]),
            _ => Vec::new(),
        };
        step.due = dice.one_in(7);
        if voters > 0 && index == 2 {
            (step.duty, step.event, step.outcomes) = (true, false, strings(&["x", "y"]));
            step.votes = (1..=voters).map(|voter| format!("s2.v{voter}")).collect();
        }
        names.steps.push(step);
    }
    if voters == 0 && dice.one_in(3) {
        names.returns = true;
        for step in [0, steps - 1] {
            (names.steps[step].duty, names.steps[step].event) = (true, false);
        }
        names.steps[steps - 1].outcomes = strings(&["x", "y"]);
    }
    if dice.one_in(2) {
        names.facts.push(("f1".to_owned(), strings(&["no", "yes"])));
    }
    if dice.one_in(5) {
        names.facts.push(("f2".to_owned(), strings(&["low", "high", "top"][..2 + dice.below(2)])));
    }
    if dice.one_in(3) {
        names.moment_terms.push("t1".to_owned());
    }
    if dice.one_in(4) {
        names.other_terms.push("t2".to_owned());
    }
    if dice.one_in(5) {
        names.spans.push("p1".to_owned());
    }
    names.deadlines.extend(names.steps.iter().filter(|step| step.due).map(|step| step.name.clone()).take(2));
    for step in &mut names.steps {
        step.due = names.deadlines.contains(&step.name);
    }
    if dice.one_in(4) && names.deadlines.len() < 2 {
        names.deadlines.push("d1".to_owned());
    }
    if dice.one_in(4) {
        let candidates: Vec<String> = names.steps.iter().map(|step| step.name.clone()).collect();
        names.two_moments = Some(dice.pick(&candidates).to_owned());
    }
    names
}

fn write_group(text: &mut String, names: &Names) {
    for step in names.steps.iter().filter(|step| !step.votes.is_empty()) {
        let members: Vec<String> = (1..=step.votes.len()).map(|voter| format!("v{voter}")).collect();
        for member in &members {
            let _ = write!(text, "\n[actors.{member}]\nname = \"Member {member}\"\n");
        }
        let _ = write!(text, "\n[actors.panel]\nname = \"The panel\"\nmembers = {}\n", list(&members));
    }
}

/// A term never speaks of itself: the first speaks of no term, the second of the first.
fn write_terms(text: &mut String, names: &Names, dice: &mut Dice) {
    if names.moment_terms.is_empty() && names.other_terms.is_empty() {
        return;
    }
    text.push_str("\n[terms]\n");
    let without_terms = Names { moment_terms: Vec::new(), other_terms: Vec::new(), ..names.clone() };
    for name in &names.moment_terms {
        let _ = writeln!(text, "{name} = \"{}\"", without_terms.expression(dice, Reads::MomentsOnly));
    }
    let without_others = Names { other_terms: Vec::new(), ..names.clone() };
    for name in &names.other_terms {
        let _ = writeln!(text, "{name} = \"{}\"", without_others.expression(dice, Reads::Everything));
    }
}

fn write_spans_and_deadlines(text: &mut String, names: &Names, dice: &mut Dice) {
    for span in &names.spans {
        let begins = match dice.below(6) {
            1 => "begins = \"at any time, once\"\n".to_owned(),
            2 => format!("begins = \"at any time {}\"\n", names.after(dice, &names.steps)),
            3 => format!("begins = \"while {}\"\n", names.expression(dice, Reads::MomentsOnly)),
            4 => format!("begins = \"while {}, once\"\n", names.expression(dice, Reads::MomentsOnly)),
            5 => format!("begins = \"at any time {}, once\"\n", names.after(dice, &names.steps)),
            _ => String::new(),
        };
        let _ = write!(text, "\n[spans.{span}]\nsays = \"Proceedings\"\nby = \"office\"\n{begins}");
    }
    if names.deadlines.iter().any(|name| name == "d1") {
        let _ =
            write!(text, "\n[deadlines.d1]\ndue = \"{}\"\nmet_by = \"{}\"\n", limit(names, dice), names.events(dice));
        for key in ["void", "extended"] {
            if dice.one_in(3) {
                let _ = writeln!(text, "{key} = \"{}\"", names.after(dice, &names.steps));
            }
        }
        if dice.one_in(4) {
            let _ = writeln!(text, "suspended = \"while {}\"", names.expression(dice, Reads::Everything));
        }
        if dice.one_in(4) {
            text.push_str("expected = true\n");
        }
    }
}

fn write_case(text: &mut String, names: &Names, dice: &mut Dice) {
    let (complete, may_still) = (dice.one_in(5), dice.one_in(4));
    if !complete && !may_still {
        return;
    }
    text.push_str("\n[case]\n");
    if complete {
        let parts: Vec<String> = (0..=dice.below(2)).map(|_| names.expression(dice, Reads::Everything)).collect();
        let _ = writeln!(text, "complete = {}", list(&parts));
    }
    if may_still {
        let _ = writeln!(text, "may_still = [\"{}\"]", names.steps[dice.below(names.steps.len())].name);
    }
}

/// One pattern of the order check.
fn check(names: &Names, dice: &mut Dice) -> String {
    let all = Reads::Everything;
    if names.returns && dice.one_in(5) {
        let decision = &names.steps[names.steps.len() - 1].name;
        return format!("after {}, {decision} is y always follows", Names::step_event(dice, &names.steps));
    }
    match dice.below(16) {
        0..=4 => {
            let unless =
                if dice.one_in(4) { format!(" unless {}", names.expression(dice, all)) } else { String::new() };
            format!("{}, {} always follows{unless}", names.after(dice, &names.steps), names.events(dice))
        }
        5 => format!("{} never before {}", names.events(dice), names.events(dice)),
        6 => format!("{} never before {} since {}", names.events(dice), names.events(dice), names.events(dice)),
        7 => format!("when {}, {}", names.events(dice), names.expression(dice, all)),
        8 => format!("always {}", names.expression(dice, all)),
        9 => format!("never {}", names.expression(dice, all)),
        10 => {
            let not = if dice.one_in(4) { "not " } else { "" };
            format!("not both {} and {not}{}", names.primary(dice, all), names.primary(dice, all))
        }
        11 => format!("once {}, always {}", names.expression(dice, all), names.expression(dice, all)),
        12 => format!("{} at most once", names.events(dice)),
        13 => format!("{} at most once since {}", names.events(dice), names.events(dice)),
        14 if dice.one_in(2) => {
            format!("possible any of ({}, {})", names.event(dice, &names.steps), names.event(dice, &names.steps))
        }
        14 => format!("possible {}", names.expression(dice, all)),
        _ => never_depends(names, dice),
    }
}

fn never_depends(names: &Names, dice: &mut Dice) -> String {
    let Some((fact, _)) = names.facts.get(dice.below(names.facts.len())) else {
        return format!("possible {}", Names::step_event(dice, &names.steps));
    };
    // Of terms only those about facts alone may stand here; `differential/known.rs` has one.
    format!("{} never depends on {fact}", names.steps[dice.below(names.steps.len())].name)
}
