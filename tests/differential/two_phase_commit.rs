//! Two-phase commit written as a procedure, against a small enumeration by hand.
//!
//! Each of n resource managers votes `prepared` or `abort`. The transaction manager decides `commit` if all are prepared, and
//! may decide `abort` at any moment; whoever has not voted by then need not. Every resource manager then does what was decided.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use duecourse::check::{Reductions, Verdict};

use crate::compare::{checked, counts, differences, read, safety_length, system};

/// The procedure. The transaction manager asks only the first `heard` resource managers whether they are prepared.
fn procedure(n: usize, heard: usize) -> String {
    let join = |names: Vec<String>, by: &str| names.join(by);
    let each = |what: &dyn Fn(usize) -> String, count: usize| (1..=count).map(what).collect::<Vec<String>>();
    let mut text =
        "format = 1\ntitle = \"Two-phase commit\"\n\n[actors.tm]\nname = \"The transaction manager\"\n".to_owned();
    for rm in 1..=n {
        let _ = write!(
            text,
            "\n[actors.rm{rm}]\nname = \"Resource manager {rm}\"\n
[steps.vote{rm}]\nby = \"rm{rm}\"\nstarts = \"at the beginning\"\ndecide = [\"prepared\", \"abort\"]\nlapses = \"after decision\"\n
[steps.obey{rm}]\nby = \"rm{rm}\"\nstarts = \"after decision\"
decide = {{ commit = {{ says = \"commits\", if = \"decision is commit\" }}, abort = {{ says = \"aborts\", if = \"decision is abort\" }} }}\n"
        );
    }
    let prepared = join(each(&|rm| format!("vote{rm} is prepared"), heard), " and ");
    let _ = write!(
        text,
        "\n[steps.decision]\nby = \"tm\"\nstarts = \"at the beginning\"
decide = {{ commit = {{ says = \"commits\", if = \"{prepared}\" }}, abort = \"aborts\" }}\n"
    );
    let committed = join(each(&|rm| format!("obey{rm} is commit"), n), " or ");
    let aborted = join(each(&|rm| format!("vote{rm} is abort or obey{rm} is abort"), n), " or ");
    let _ = write!(
        text,
        "\n[invariants.consistent]\nsays = \"Nobody commits if somebody aborts.\"\ncheck = \"not both ({committed}) and ({aborted})\"
\n[invariants.obeyed]\nsays = \"What is decided is done.\"\ncheck = \"after decision, obey{n} always follows\"
\n[invariants.decided]\nsays = \"A vote leads to a decision.\"\ncheck = \"after vote1, decision always follows\"\n"
    );
    text
}

/// Votes (0 none, 1 prepared, 2 abort), the decision (0 none, 1 commit, 2 abort), and who has obeyed.
type Stand = (Vec<u8>, u8, Vec<bool>);

/// All states and the number of moves, by hand.
fn enumerate(n: usize, heard: usize) -> (BTreeSet<Stand>, usize) {
    let first: Stand = (vec![0; n], 0, vec![false; n]);
    let (mut known, mut work, mut moves) = (BTreeSet::from([first.clone()]), vec![first], 0);
    while let Some((votes, decision, obeyed)) = work.pop() {
        let mut next: Vec<Stand> = Vec::new();
        for rm in 0..n {
            if decision == 0 && votes[rm] == 0 {
                for vote in [1, 2] {
                    let mut votes = votes.clone();
                    votes[rm] = vote;
                    next.push((votes, decision, obeyed.clone()));
                }
            }
            if decision != 0 && !obeyed[rm] {
                let mut obeyed = obeyed.clone();
                obeyed[rm] = true;
                next.push((votes.clone(), decision, obeyed));
            }
        }
        if decision == 0 {
            next.push((votes.clone(), 2, obeyed.clone()));
            if votes[..heard].iter().all(|vote| *vote == 1) {
                next.push((votes, 1, obeyed));
            }
        }
        moves += next.len();
        for stand in next {
            if known.insert(stand.clone()) {
                work.push(stand);
            }
        }
    }
    (known, moves)
}

fn inconsistent((votes, decision, obeyed): &Stand) -> bool {
    let committed = *decision == 1 && obeyed.contains(&true);
    let aborted = votes.contains(&2) || (*decision == 2 && obeyed.contains(&true));
    committed && aborted
}

#[test]
fn it_has_as_many_states_as_by_hand() {
    for n in [2_usize, 3] {
        let power = |base: usize| base.pow(u32::try_from(n).unwrap_or_default());
        let (stands, moves) = enumerate(n, n);
        // No decision yet; commit, with all prepared; abort, whatever the votes.
        assert_eq!(stands.len(), power(3) + power(2) + power(6));
        for heard in [n, n - 1] {
            let (stands, moves) = if heard == n { (stands.clone(), moves) } else { enumerate(n, heard) };
            let compiled = read(&procedure(n, heard)).and_then(|procedure| system(&procedure, false));
            assert_eq!(compiled.map(|system| counts(&system)), Ok((stands.len(), moves)), "{heard} of {n}");
        }
    }
}

#[test]
fn it_is_consistent_only_if_all_are_heard() {
    for n in [2_usize, 3] {
        for heard in [n, n - 1] {
            let broken_by_hand = enumerate(n, heard).0.iter().any(inconsistent);
            assert_eq!(broken_by_hand, heard < n);
            let compiled = read(&procedure(n, heard)).and_then(|procedure| system(&procedure, true));
            let outcome = compiled.and_then(|system| checked(&system, Reductions::ALL, true));
            let outcome = outcome.unwrap_or_else(|why| panic!("{why}"));
            let [consistent, obeyed, decided] = &outcome.invariants[..] else { panic!("three rules") };
            assert_eq!(consistent.verdict, if broken_by_hand { Verdict::Broken } else { Verdict::Holds });
            // The votes of all, the decision, and one commit.
            assert_eq!(safety_length(consistent), broken_by_hand.then_some(n + 2));
            assert_eq!([obeyed.verdict, decided.verdict], [Verdict::Holds; 2]);
            assert!(outcome.soundness.option_to_complete() && outcome.soundness.proper_completion());
            assert!(outcome.soundness.dead_steps.is_empty());
        }
    }
}

#[test]
fn the_oracle_agrees() {
    for (n, heard) in [(2, 2), (2, 1), (3, 3)] {
        assert_eq!(differences(&procedure(n, heard), 2_000), Some(Vec::new()), "{heard} of {n}");
    }
}
