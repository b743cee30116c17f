//! Every name that is used has to exist, and to be of the kind that belongs there.

use super::Validator;
use crate::compile::layout::each_event;
use crate::compile::names::Thing;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Name;
use crate::syntax::print;
use crate::syntax::tree::{Actor, Check, Combine, Event, Expression, Step, Trigger};

impl Validator<'_> {
    pub(super) fn references(&mut self) {
        for expression in self.all_expressions() {
            if !self.is_possible_step(&expression) {
                self.expression(&expression);
            }
        }
        let mut events = Vec::new();
        each_event(self.procedure, &mut |event| events.push(event.clone()));
        for event in &events {
            self.event(event);
        }
        for trigger in self.triggers() {
            self.trigger(&trigger);
        }
        self.actors();
        self.clauses();
        let procedure = self.procedure;
        for step in &procedure.steps {
            for name in step.considers.iter().chain(&step.carries) {
                self.step_name(name);
            }
        }
        for name in &procedure.case.may_still {
            // A vote stays possible with the step that it is for, and has no say of its own.
            match self.names.thing(name.text()) {
                Some(Thing::Vote(..)) => self.wrong_kind(name, "a vote", "a step"),
                _ => self.step_name(name),
            }
        }
        for invariant in &procedure.invariants {
            if let Check::NeverDepends(name, fact) = &invariant.check.value {
                self.independence(name, fact);
            }
        }
    }

    /// `possible STEP` names an event, not a condition.
    fn is_possible_step(&self, expression: &Expression) -> bool {
        let Expression::Named(name) = expression else { return false };
        let step = matches!(self.names.thing(name.text()), Some(Thing::Step(_) | Thing::Vote(..)));
        let asked =
            |check: &Check| matches!(check, Check::PossibleState(Expression::Named(other)) if other.span == name.span);
        step && self.procedure.invariants.iter().any(|invariant| asked(&invariant.check.value))
    }

    fn step_name(&mut self, name: &Name) {
        match self.names.thing(name.text()) {
            Some(Thing::Step(_) | Thing::Vote(..)) => {}
            Some(other) => self.wrong_kind(name, other.kind(), "a step"),
            None => self.unknown(name, "step"),
        }
    }

    fn wrong_kind(&mut self, name: &Name, is: &str, wanted: &str) {
        let message = format!("`{}` is {is}; {wanted} belongs here", name.value);
        let help = format!("name {wanted}; `{}` can stand in a condition", name.value);
        self.push(Code::WrongKind, name.span, message, &format!("not {wanted}"), &help);
    }

    fn independence(&mut self, name: &Name, fact: &Name) {
        match self.names.thing(fact.text()) {
            Some(Thing::Fact(_)) => {}
            Some(other) => self.wrong_kind(fact, other.kind(), "a fact"),
            None => self.unknown(fact, "fact"),
        }
        match self.names.thing(name.text()) {
            Some(Thing::Term(index)) => {
                let means = &self.procedure.terms[index].means;
                if self.writable && crate::compile::expression::fact_condition(self.names, means).is_none() {
                    let message = format!("`{}` is not about facts alone", name.value);
                    self.push(
                        Code::WrongKind,
                        name.span,
                        message,
                        "reads steps, spans or deadlines",
                        "name a step, or a term over facts only",
                    );
                }
            }
            Some(Thing::Step(_) | Thing::Vote(..)) => {}
            Some(other) => self.wrong_kind(name, other.kind(), "a term or a step"),
            None => self.unknown(name, "term or step"),
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Named(name) => self.named(name),
            Expression::Is { name, values, .. } => values.iter().for_each(|value| self.value(name, value)),
            Expression::AtLeast { count, of } => {
                if usize::from(*count) > of.len() || *count == 0 {
                    let message = format!("`{}` asks for {count} of {}", print::expression(expression), of.len());
                    let span = first_name(expression).map_or(self.procedure_span(), |name| name.span);
                    self.push(
                        Code::Bounds,
                        span,
                        message,
                        "cannot be meant",
                        "ask for at least one and at most all of them",
                    );
                }
            }
            Expression::VotesAtLeast { count, step, outcome } => match self.names.thing(step.text()) {
                Some(Thing::Step(index)) if self.procedure.steps[index].votes.is_some() => {
                    self.outcome(index, step, outcome);
                    let voters = self.names.voters(index).len();
                    if usize::from(*count) > voters || *count == 0 {
                        let message = format!("{count} votes are asked for, but `{}` has {voters}", step.value);
                        self.push(
                            Code::Bounds,
                            step.span,
                            message,
                            "cannot be meant",
                            "ask for at least one and at most all of them",
                        );
                    }
                }
                Some(Thing::Step(_)) => {
                    let message = format!("nobody votes on `{}`", step.value);
                    self.push(
                        Code::WrongKind,
                        step.span,
                        message,
                        "has no `votes`",
                        "give the step votes = \"2 of 3\"",
                    );
                }
                Some(other) => self.wrong_kind(step, other.kind(), "a voting step"),
                None => self.unknown(step, "voting step"),
            },
            Expression::Not(_) | Expression::And(_) | Expression::Or(_) => {}
        }
    }

    fn procedure_span(&self) -> crate::source::Span {
        self.procedure
            .steps
            .first()
            .map_or(crate::source::Span::new(crate::source::FileId(0), 0, 0), |step| step.id.span)
    }

    fn named(&mut self, name: &Name) {
        match self.names.thing(name.text()) {
            Some(Thing::Term(_)) => {}
            Some(Thing::Fact(index)) => {
                let values = &self.procedure.facts[index].values;
                let plain = values.len() == 2
                    && ["no", "yes"].iter().all(|word| values.iter().any(|value| value.value == *word));
                if !plain && !self.names.unread(name.text()) {
                    let message = format!("it is not said which value of `{}` is meant", name.value);
                    let example = values.first().map_or("…", Name::text);
                    let help = format!("for example: {} is {example}", name.value);
                    self.push(Code::UnknownValue, name.span, message, "a value is missing", &help);
                }
            }
            Some(other) => {
                let message =
                    format!("`{}` is {}: a condition says in what state it has to be", name.value, other.kind());
                let help = format!(
                    "for example: {} is {}",
                    name.value,
                    if matches!(other, Thing::Span(_)) { "running" } else { "done" }
                );
                self.push(Code::WrongKind, name.span, message, "not a condition", &help);
            }
            None => self.unknown(name, "term or fact"),
        }
    }

    fn outcome(&mut self, step: usize, name: &Name, outcome: &Name) {
        if self.names.outcome(step, outcome.text()).is_none() && !self.names.unread(name.text()) {
            let message = format!("`{}` has no outcome `{}`", name.value, outcome.value);
            let known = self.procedure.steps[step].decide.iter().map(|one| one.id.text());
            let diagnostic = Diagnostic::new(Code::UnknownValue, outcome.span, message, "not one of its outcomes");
            self.diagnostics.push(diagnostic.suggest(outcome.text(), known));
        }
    }

    fn value(&mut self, name: &Name, value: &Name) {
        let thing = self.names.thing(name.text());
        let status = matches!(value.text(), "running" | "missed" | "met");
        match thing {
            Some(Thing::Fact(index)) => {
                let values = &self.procedure.facts[index].values;
                if !values.iter().any(|one| one.value == value.value) && !self.names.unread(name.text()) {
                    let message = format!("the fact `{}` has no value `{}`", name.value, value.value);
                    let diagnostic = Diagnostic::new(Code::UnknownValue, value.span, message, "not one of its values");
                    self.diagnostics.push(match self.names.thing(value.text()) {
                        Some(_) => diagnostic.help(format!(
                            "if the condition `{0}` is meant, put it first: {0} or {1} is …",
                            value.value, name.value
                        )),
                        None => diagnostic.suggest(value.text(), values.iter().map(Name::text)),
                    });
                }
            }
            Some(Thing::Span(_)) => {
                if value.text() != "running" {
                    let message = format!("a span runs or does not; `{}` is neither", value.value);
                    self.push(
                        Code::UnknownValue,
                        value.span,
                        message,
                        "not a state of a span",
                        "write `is running` or `is not running`",
                    );
                }
            }
            Some(Thing::Vote(_, _)) if value.text() == "under way" => {
                self.push(
                    Code::UnknownValue,
                    value.span,
                    "a vote is one moment, it is never under way",
                    "not a state of a vote",
                    "write `is done` or `is owed`",
                );
            }
            Some(Thing::Step(index) | Thing::Vote(index, _)) => {
                let known = matches!(value.text(), "done" | "owed" | "under way");
                if known || self.names.outcome(index, value.text()).is_some() {
                    return;
                }
                if status {
                    self.deadline_status(name);
                } else {
                    self.outcome(index, name, value);
                }
            }
            Some(Thing::Term(_)) => {
                self.wrong_kind(name, "a term, which holds or does not", "a fact, a step, a span or a deadline")
            }
            None if self.names.deadline(name.text()).is_some() => {
                if status {
                    self.deadline_status(name);
                } else {
                    let message = format!("a deadline is running, met or missed, not `{}`", value.value);
                    self.push(
                        Code::UnknownValue,
                        value.span,
                        message,
                        "not a state of a deadline",
                        "write `is running`, `is met` or `is missed`",
                    );
                }
            }
            None => self.unknown(name, "fact, step, span or deadline"),
        }
    }

    fn deadline_status(&mut self, name: &Name) {
        match self.names.deadline(name.text()) {
            Some(index) if self.names.runs(index) => {}
            Some(_) => {
                let message = format!("the deadline `{}` has no status in the order check", name.value);
                let help =
                    "speak of the step instead, for example with `never within … of`, which the time check decides";
                self.push(Code::NoStatus, name.span, message, "only `within` and `same day as` run", help);
            }
            None if self.names.unread(name.text()) => {}
            None => {
                let message = format!("`{}` has no deadline", name.value);
                self.push(
                    Code::UnknownName,
                    name.span,
                    message,
                    "no deadline of this name",
                    "give the step a `due`, or name a table of [deadlines]",
                );
            }
        }
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Begins(name) | Event::Ends(name) => match self.names.thing(name.text()) {
                Some(Thing::Span(_)) => {}
                Some(other) => self.wrong_kind(name, other.kind(), "a span"),
                None => self.unknown(name, "span"),
            },
            Event::Happens { name, outcomes } => {
                let missed = matches!(outcomes.as_slice(), [one] if one.value == "missed");
                match self.names.thing(name.text()) {
                    Some(Thing::Step(_) | Thing::Vote(..)) | None if missed => self.deadline_status(name),
                    Some(Thing::Step(index) | Thing::Vote(index, _)) => {
                        for outcome in outcomes {
                            self.outcome(index, name, outcome);
                        }
                    }
                    Some(Thing::Term(index)) if outcomes.is_empty() => self.term_event(index, name),
                    Some(Thing::Term(_)) => self.wrong_kind(name, "a term, which has no outcomes", "a step"),
                    Some(Thing::Span(_)) => {
                        let help = format!("write `{0} begins` or `{0} ends`", name.value);
                        self.push(
                            Code::WrongKind,
                            name.span,
                            format!("the span `{}` is no event", name.value),
                            "begins or ends?",
                            &help,
                        );
                    }
                    Some(Thing::Fact(_)) => self.wrong_kind(name, "a fact, and facts never change", "an event"),
                    None => self.unknown(name, "step, term or span"),
                }
            }
        }
    }

    /// A term that is an event may not read what is settled only after the step.
    fn term_event(&mut self, term: usize, used: &Name) {
        let mut bad = Vec::new();
        let mut seen = vec![false; self.procedure.terms.len()];
        self.settled_later(term, &mut bad, &mut seen);
        if let Some(word) = bad.first() {
            let message = format!("the term `{}` cannot be an event: it reads `is {word}`", used.value);
            let help = "an event may read facts, `done`, outcomes, spans and missed deadlines";
            self.push(Code::TriggerUnfit, used.span, message, "not an event", help);
        }
    }

    /// Each term is looked at once, however often and however circularly terms name each other.
    fn settled_later(&self, term: usize, bad: &mut Vec<String>, seen: &mut [bool]) {
        if std::mem::replace(&mut seen[term], true) {
            return;
        }
        let mut inner = Vec::new();
        self.procedure.terms[term].means.each(&mut |part| match part {
            Expression::Is { name, values, .. } => {
                let thing = self.names.thing(name.text());
                for value in values {
                    let outcome = matches!(thing, Some(Thing::Step(index) | Thing::Vote(index, _)) if self.names.outcome(index, value.text()).is_some());
                    let of_span = matches!(thing, Some(Thing::Span(_) | Thing::Fact(_)));
                    if !outcome && !of_span && matches!(value.text(), "owed" | "under way" | "running" | "met") {
                        bad.push(value.value.clone());
                    }
                }
            }
            Expression::Named(name) => {
                if let Some(Thing::Term(index)) = self.names.thing(name.text()) {
                    inner.push(index);
                }
            }
            _ => {}
        });
        for index in inner {
            self.settled_later(index, bad, seen);
        }
    }

    fn triggers(&self) -> Vec<Trigger> {
        let procedure = self.procedure;
        let mut triggers = Vec::new();
        for step in &procedure.steps {
            let phrases = step.starts.iter().chain(&step.must).chain(&step.lapses);
            triggers.extend(phrases.filter_map(|start| start.value.trigger().cloned()));
        }
        triggers.extend(procedure.spans.iter().filter_map(|span| span.begins.value.trigger().cloned()));
        for deadline in &procedure.deadlines {
            let phrases = deadline.void.iter().chain(&deadline.extended);
            triggers.extend(phrases.filter_map(|start| start.value.trigger().cloned()));
            triggers.push(deadline.due.value.anchor.clone());
        }
        for invariant in &procedure.invariants {
            if let Check::Response { trigger, .. } = &invariant.check.value {
                triggers.push(trigger.clone());
            }
        }
        triggers
    }

    fn trigger(&mut self, trigger: &Trigger) {
        if trigger.combine != Combine::All {
            return;
        }
        for event in &trigger.events {
            let (name, step) = match event {
                Event::Happens { name, .. } => (
                    name,
                    !matches!(self.names.thing(name.text()), Some(Thing::Term(_) | Thing::Span(_) | Thing::Fact(_))),
                ),
                Event::Begins(name) | Event::Ends(name) => (name, false),
            };
            if !step {
                let message =
                    format!("only steps can stand together in `all of` or `latest of`, and `{}` is none", name.value);
                self.push(Code::TriggerUnfit, name.span, message, "not a step", "wait for it with a step of its own");
            }
        }
    }

    fn actors(&mut self) {
        let procedure = self.procedure;
        let mut named: Vec<&Name> = Vec::new();
        for step in &procedure.steps {
            named.extend(step.by.iter().chain(&step.accountable).chain(&step.to).chain(&step.with));
        }
        named.extend(procedure.spans.iter().flat_map(|span| &span.by));
        named.extend(procedure.actors.iter().flat_map(|actor| &actor.members));
        for name in named {
            if self.names.actor(name.text()).is_none() && !self.names.unread(name.text()) {
                let message = format!("there is no actor `{}`", name.value);
                let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message, "not one of the [actors]");
                let several = [",", " and ", "&"].iter().any(|sign| name.value.contains(sign));
                self.diagnostics.push(if several {
                    diagnostic.help("one actor stands here; several of whom any one may do it are written `ann or bob`")
                } else {
                    diagnostic.suggest(name.text(), self.names.known_actors())
                });
            }
        }
        for actor in &procedure.actors {
            self.members_once(actor);
        }
        for step in &procedure.steps {
            self.performers_once(step);
        }
    }

    /// Who stands there twice is asked once; somebody else may have been meant.
    fn performers_once(&mut self, step: &Step) {
        for (index, performer) in step.by.iter().enumerate() {
            if step.by[..index].iter().any(|other| other.value == performer.value) {
                let message = format!("`{}` is named twice in `by` of the step `{}`", performer.value, step.id.value);
                self.push(Code::SameName, performer.span, message, "named already", "name each performer once");
            }
        }
    }

    /// A member listed twice would have one vote and be counted as two.
    fn members_once(&mut self, actor: &Actor) {
        for (index, member) in actor.members.iter().enumerate() {
            if actor.members[..index].iter().any(|other| other.value == member.value) {
                let message = format!("`{}` is listed twice as a member of `{}`", member.value, actor.id.value);
                self.push(Code::BadGroup, member.span, message, "listed already", "name each member once");
            }
        }
    }

    fn clauses(&mut self) {
        let procedure = self.procedure;
        let mut cited: Vec<&Name> = Vec::new();
        cited.extend(procedure.assumptions.iter().flat_map(|one| &one.clauses));
        cited.extend(procedure.facts.iter().flat_map(|one| &one.clauses));
        cited.extend(procedure.terms.iter().flat_map(|one| &one.clauses));
        cited.extend(procedure.steps.iter().flat_map(|one| &one.clauses));
        cited.extend(procedure.spans.iter().flat_map(|one| &one.clauses));
        cited.extend(procedure.deadlines.iter().filter(|one| one.of_step.is_none()).flat_map(|one| &one.clauses));
        cited.extend(procedure.invariants.iter().flat_map(|one| &one.clauses));
        cited.extend(&procedure.case.clauses);
        for name in &cited {
            if self.names.clause(name.text()).is_none() && !self.names.unread(name.text()) {
                let message = format!("there is no clause `{}`", name.value);
                let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message, "not one of the [clauses]");
                self.diagnostics.push(diagnostic.suggest(name.text(), self.names.known_clauses()));
            }
        }
        for clause in &procedure.clauses {
            if !cited.iter().any(|name| name.value == clause.id.value) {
                let message = format!("nothing cites the clause `{}`", clause.id.value);
                self.push(
                    Code::UncitedClause,
                    clause.id.span,
                    message,
                    "not encoded",
                    "name it in the `clauses` of what encodes it",
                );
            }
        }
    }
}

/// The first name in an expression, which stands for its place.
pub(super) fn first_name(expression: &Expression) -> Option<Name> {
    let mut found = None;
    expression.each(&mut |part| match part {
        Expression::Named(name) | Expression::Is { name, .. } if found.is_none() => found = Some(name.clone()),
        _ => {}
    });
    found
}
