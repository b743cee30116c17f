//! Procedures with known answers: families with closed forms, and small traps.

use std::fmt::Write as _;

const HEADER: &str = "format = 1\ntitle = \"An example\"\n\n[actors.office]\nname = \"The office\"\n";

fn step(text: &mut String, name: &str, keys: &str) {
    let _ = write!(text, "\n[steps.{name}]\nby = \"office\"\n{keys}\n");
}

fn invariant(text: &mut String, name: &str, check: &str) {
    let _ = write!(text, "\n[invariants.{name}]\nsays = \"Rule {name}.\"\ncheck = \"{check}\"\n");
}

/// `n` ≥ 2 duties, all owed at the beginning. A state is the set of duties done.
///
/// States 2ⁿ; transitions n·2ⁿ⁻¹ (each duty from each set without it). `in_any_order` holds; `in_order` is broken: `s2` may
/// come before `s1`.
pub fn independent(n: usize) -> String {
    let mut text = HEADER.to_owned();
    for index in 1..=n {
        step(&mut text, &format!("s{index}"), "starts = \"at the beginning\"");
    }
    invariant(&mut text, "in_any_order", "after s1, s2 always follows unless s2 is done");
    invariant(&mut text, "in_order", "after s1, s2 always follows");
    text
}

/// `n` ≥ 2 duties, each owed after the one before. States n + 1; transitions n. `in_order` and `to_the_end` hold.
pub fn chain(n: usize) -> String {
    let mut text = HEADER.to_owned();
    for index in 1..=n {
        let starts = if index == 1 { "at the beginning".to_owned() } else { format!("after s{}", index - 1) };
        step(&mut text, &format!("s{index}"), &format!("starts = \"{starts}\""));
    }
    invariant(&mut text, "in_order", &format!("s{n} never before s1"));
    invariant(&mut text, "to_the_end", &format!("after s1, s{n} always follows"));
    text
}

/// One duty `decision` with `k of n` votes, outcomes `yes` and `no`, owed at the beginning. It can be taken as soon as `k`
/// votes are for one outcome, and taking it ends the votes that are still owed.
///
/// - Before it is taken each of n votes is owed, `yes` or `no`: 3ⁿ states, all reachable, since nobody has to decide yet.
/// - Taken as `yes` with i ≥ k votes for it, every other vote being `no` or never cast: A states, A being the sum of
///   C(n,i)·2ⁿ⁻ⁱ over i from k to n. As many for `no`. A vote that was ended is neither owed nor done, so these states
///   differ from one another, and the latest outcome tells `yes` from `no`.
///
/// States 3ⁿ + 2A. Transitions: a vote not cast can be cast in two ways, and in C(n,j)·2ⁿ⁻ʲ states j votes are not cast; the
/// sum of 2·j·C(n,j)·2ⁿ⁻ʲ over j is 2n·3ⁿ⁻¹. The decision can be taken as `yes` in A states and as `no` in A states.
/// Together 2n·3ⁿ⁻¹ + 2A. For 2 of 3: A = 3·2 + 1 = 7, 41 states, 68 transitions.
///
/// `majority` holds. For k > n/2 `one_way` holds as well: no two majorities. `decided` holds only if k ≤ ⌈n/2⌉: otherwise
/// split votes leave the decision owed for ever, and proper completion fails for `decision`, never for a vote.
pub fn votes(n: usize, k: usize) -> String {
    let mut text = HEADER.to_owned();
    let members: Vec<String> = (1..=n).map(|index| format!("v{index}")).collect();
    for member in &members {
        let _ = write!(text, "\n[actors.{member}]\nname = \"Member {member}\"\n");
    }
    let quoted: Vec<String> = members.iter().map(|member| format!("\"{member}\"")).collect();
    let _ = write!(text, "\n[actors.panel]\nname = \"The panel\"\nmembers = [{}]\n", quoted.join(", "));
    let _ = write!(
        text,
        "\n[steps.decision]\nby = \"panel\"\nstarts = \"at the beginning\"\ndecide = [\"yes\", \"no\"]\nvotes = \"{k} of {n}\"\n"
    );
    invariant(&mut text, "majority", &format!("when decision is yes, at least {k} of the votes on decision are yes"));
    invariant(
        &mut text,
        "one_way",
        &format!(
            "not both (at least {k} of the votes on decision are yes) and (at least {k} of the votes on decision are no)"
        ),
    );
    invariant(&mut text, "decided", "after decision.v1, decision always follows");
    text
}

/// Binomial coefficient.
pub fn choose(n: usize, k: usize) -> usize {
    if k > n { 0 } else { (0..k).fold(1, |product, index| product * (n - index) / (index + 1)) }
}

/// States and transitions of [`votes`].
pub fn votes_counts(n: usize, k: usize) -> (usize, usize) {
    let power = |base: usize, exponent: usize| (0..exponent).fold(1, |product, _| product * base);
    let ways: usize = (k..=n).map(|i| choose(n, i) * power(2, n - i)).sum();
    (power(3, n) + 2 * ways, 2 * n * power(3, n - 1) + 2 * ways)
}

/// A chain of `n` ≥ 2 duties whose last one decides `again` or `stop`; `again` leads back to the first.
///
/// In the first round the duties done are `s1` to `s(i-1)` and `si` is owed: n states. From the second round on all are
/// done, the latest outcome is `again`, and `si` is owed: n states, in which the run can go round for ever. After `stop`
/// nothing is owed: 1 state, the same from every round.
///
/// States 2n + 1; transitions: in each round n - 1 moves along and 2 at the end: 2n + 2.
/// `stops` holds, but only if they do not put it off for ever.
pub fn return_loop(n: usize) -> String {
    let mut text = HEADER.to_owned();
    for index in 1..=n {
        let mut keys = String::new();
        if index == 1 {
            let _ = write!(keys, "starts = [\"at the beginning\", \"after each s{n} is again\"]");
        } else {
            let _ = write!(keys, "starts = \"after each s{}\"", index - 1);
        }
        if index == n {
            keys.push_str("\ndecide = [\"again\", \"stop\"]");
        }
        step(&mut text, &format!("s{index}"), &keys);
    }
    invariant(&mut text, "stops", &format!("after s1, s{n} is stop always follows"));
    text
}

/// A small procedure and what is true of it, worked out by hand.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Reachable states without monitors.
    pub states: usize,
    /// Transitions without monitors.
    pub transitions: usize,
    /// Broken rules, and for safety rules the shortest violation. All others hold.
    pub broken: &'static [(&'static str, Option<usize>)],
    /// Rules that hold "only if they do not put it off for ever".
    pub only_by_fairness: &'static [&'static str],
    /// Duties for which proper completion fails.
    pub owed_for_ever: &'static [&'static str],
    /// Default parts of "complete" that need not come to hold.
    pub never_complete: &'static [&'static str],
}

/// All traps.
pub const TRAPS: &[Known] = &[
    Known {
        name: "join",
        text: JOIN,
        states: 4,
        transitions: 4,
        broken: &[("informed_after", None)],
        only_by_fairness: &[],
        owed_for_ever: &[],
        never_complete: &[],
    },
    Known {
        name: "cycle",
        text: CYCLE,
        states: 7,
        transitions: 10,
        broken: &[("finishes", None)],
        only_by_fairness: &[],
        owed_for_ever: &[],
        never_complete: &["ask is not owed", "answer is not owed"],
    },
    Known {
        name: "self_loop",
        text: SELF_LOOP,
        states: 4,
        transitions: 4,
        broken: &[("pays", None), ("paid_first", Some(1))],
        only_by_fairness: &[],
        owed_for_ever: &[],
        never_complete: &["remind is not owed"],
    },
    Known {
        name: "return_loop",
        text: RETURN_LOOP,
        states: 6,
        transitions: 7,
        broken: &[("drafted_once", Some(3))],
        only_by_fairness: &["finishes"],
        owed_for_ever: &[],
        never_complete: &[],
    },
    Known {
        name: "closes_with_duty_owed",
        text: CLOSES_WITH_DUTY_OWED,
        states: 8,
        transitions: 8,
        broken: &[("reports", None), ("nothing_left", Some(2))],
        only_by_fairness: &[],
        owed_for_ever: &["report"],
        never_complete: &["report is not owed"],
    },
    Known {
        name: "delay_miss_delay",
        text: DELAY_MISS_DELAY,
        states: 10,
        transitions: 17,
        broken: &[("missed_once", Some(4)), ("answers_late", Some(2))],
        only_by_fairness: &[],
        owed_for_ever: &[],
        never_complete: &["reply is not running"],
    },
];

/// Two duties in any order: both orders join in one state, and only one of the two ways into it leaves the response
/// pending. A search that forgets on which way it came (as `eventually` of stateright does) finds nothing.
pub const JOIN: &str = r#"format = 1
title = "Join"

[actors.office]
name = "The office"

[steps.publish]
by = "office"
starts = "at the beginning"

[steps.inform]
by = "office"
starts = "at the beginning"

[invariants.informed_after]
says = "After publishing, the family is informed."
check = "after publish, inform always follows"

[invariants.informed]
says = "After publishing, the family is or will be informed."
check = "after publish, inform always follows unless inform is done"
"#;

/// A run that never ends: somebody always owes something, so no run may stop, and `finish` is nobody's duty.
pub const CYCLE: &str = r#"format = 1
title = "Cycle"

[actors.office]
name = "The office"

[steps.ask]
by = "office"
starts = ["at the beginning", "after each answer"]

[steps.answer]
by = "office"
starts = "after each ask"

[steps.finish]
by = "office"
kind = "optional"
starts = "after ask"

[invariants.finishes]
says = "After a question the matter is finished."
check = "after ask, finish always follows"

[invariants.answered]
says = "Every question is answered."
check = "after ask, answer always follows"
"#;

/// A duty that can be repeated as long as its condition holds: the violation is one state with a move to itself.
pub const SELF_LOOP: &str = r#"format = 1
title = "Self-loop"

[actors.office]
name = "The office"

[steps.remind]
by = "office"
starts = "while not (pay is done)"

[steps.pay]
by = "office"
kind = "event"
starts = "at any time, once"

[invariants.pays]
says = "After a reminder they pay."
check = "after remind, pay always follows"

[invariants.paid_first]
says = "Nobody pays without being reminded."
check = "pay never before remind"
"#;

/// A decision that may send the work back again and again.
pub const RETURN_LOOP: &str = r#"format = 1
title = "Return loop"

[actors.office]
name = "The office"

[steps.draft]
by = "office"
starts = ["at the beginning", "after each review is returned"]

[steps.review]
by = "office"
starts = "after each draft"
decide = ["returned", "approved"]

[steps.publish]
by = "office"
starts = "after review is approved"

[invariants.finishes]
says = "A draft is published in the end."
check = "after draft, publish always follows"

[invariants.drafted_once]
says = "Nothing is drafted twice."
check = "draft at most once"

[invariants.drafted_once_each]
says = "Nothing is drafted twice without a review."
check = "draft at most once since review"
"#;

/// A step closes the case while another duty is still owed: that duty can never be done.
pub const CLOSES_WITH_DUTY_OWED: &str = r#"format = 1
title = "Closing with a duty owed"

[actors.office]
name = "The office"

[steps.report]
by = "office"
starts = "at the beginning"

[steps.close]
by = "office"
kind = "optional"
starts = "at any time after open, once"
closes = true

[steps.open]
by = "office"
starts = "at the beginning"

[steps.archive]
by = "office"
starts = "after close"

[steps.receipt]
by = "office"
kind = "event"
starts = "after close"

[invariants.reports]
says = "After opening, a report follows."
check = "after open, report always follows unless report is done"

[invariants.nothing_left]
says = "Nothing is left owed."
check = "not both close is done and report is owed"
"#;

/// A deadline that is missed, extended, and missed again; after a late answer an extension starts a clock that nothing
/// will ever stop.
pub const DELAY_MISS_DELAY: &str = r#"format = 1
title = "Delay, miss, delay"

[actors.office]
name = "The office"

[steps.ask]
by = "office"
starts = "at the beginning"

[steps.delay]
by = "office"
kind = "optional"
starts = "at any time after ask"

[steps.answer]
by = "office"
starts = "after ask"

[deadlines.reply]
due = "within 5 working days of ask"
met_by = "answer"
extended = "after each delay"

[invariants.missed_once]
says = "The time for the reply is missed once at most."
check = "reply is missed at most once"

[invariants.missed_once_each]
says = "After every delay the time is missed once at most."
check = "reply is missed at most once since delay"

[invariants.answers]
says = "A question is answered."
check = "after ask, answer always follows"

[invariants.answers_late]
says = "The time is never missed."
check = "never reply is missed"
"#;
