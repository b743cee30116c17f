//! The tables of a scenario, key by key.

use super::tree::{
    ArrivalsTree, OpenCaseTree, OverrideTree, Rounding, ScenarioCalendar, ScenarioTree, SpanTree, StepTree,
    ThreePointLaw,
};
use super::values::tables;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Name, Span, Spanned};
use crate::syntax::document::{Node, Table, Value};
use crate::syntax::merge::Removals;
use crate::syntax::phrase;
use crate::syntax::read::Reader;
use crate::syntax::read::fields::Fields;

/// Reads a merged document.
pub(super) fn scenario(id: String, table: &Table, root: FileId, diagnostics: &mut Vec<Diagnostic>) -> ScenarioTree {
    let removals = Removals::default();
    let mut reader = Reader { diagnostics, removals: &removals, root, unread: Vec::new() };
    let reader = &mut reader;
    let place = Span::new(root, 0, 0);
    let mut fields = Fields::new(table, place, "the scenario");
    let mut scenario = ScenarioTree { place: Some(place), ..ScenarioTree::default() };
    fields.any("base");
    header(reader, &mut fields, id, &mut scenario);
    scenario.arrivals = fields.table(reader, "arrivals").map(|(_, table, span)| arrivals(reader, table, span));
    scenario.begins = reader.weights(&mut fields, "begins");
    if let Some((_, table, _)) = fields.table(reader, "facts") {
        for (id, node) in &table.entries {
            match &node.value {
                Value::Table(weights) => scenario.facts.push((id.clone(), reader.weights_of(weights))),
                _ => reader.wrong(&id.value, node, "a table of weights such as { no = 0.9, yes = 0.1 }"),
            }
        }
    }
    named(reader, &mut fields, "steps", &mut |reader, id, table| scenario.steps.push(step(reader, id, table)));
    named(reader, &mut fields, "spans", &mut |reader, id, table| scenario.spans.push(span(reader, id, table)));
    named(reader, &mut fields, "actors", &mut |reader, id, table| {
        let actor = reader.actor_of_scenario(id, table);
        scenario.actors.push(actor);
    });
    for (table, span) in tables(reader, &mut fields, "overrides") {
        let one = overriding(reader, table, span);
        scenario.overrides.push(one);
    }
    for (table, span) in tables(reader, &mut fields, "open_cases") {
        let one = open_case(reader, table, span);
        scenario.open_cases.push(one);
    }
    fields.finish(reader);
    scenario
}

/// A table of tables. Its names are those of the procedure, so their form is not judged.
fn named(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
    read: &mut impl FnMut(&mut Reader<'_>, &Name, &Table),
) {
    let Some((_, table, _)) = fields.table(reader, key) else { return };
    for (id, node) in &table.entries {
        match &node.value {
            Value::Table(inner) => read(reader, id, inner),
            _ => reader.wrong(&format!("{key}.{}", id.value), node, "a table of its own"),
        }
    }
}

fn header(reader: &mut Reader<'_>, fields: &mut Fields<'_>, id: String, scenario: &mut ScenarioTree) {
    if let Some((format, span)) = fields.integer(reader, "format")
        && format != 1
    {
        reader.diagnostics.push(
            Diagnostic::new(Code::WrongType, span, "this tool reads `format = 1` only", "another format")
                .help("write format = 1, or leave the line out"),
        );
    }
    scenario.title = fields.text(reader, "title").map_or_else(|| id.replace('_', " "), |(text, _)| text.to_owned());
    scenario.id = id;
    fields.text(reader, "source");
    scenario.start = reader.day(fields, "start");
    scenario.calendar = fields.choice(reader, "calendar", &["england-and-wales", "plain"]).map(|index| Spanned {
        value: if index == 0 { ScenarioCalendar::EnglandAndWales } else { ScenarioCalendar::Plain },
        span: fields.place("calendar"),
    });
    scenario.years = reader.number(fields, "years");
    if fields.choice(reader, "until", &["empty"]).is_some() {
        scenario.until_empty = Some(fields.place("until"));
    }
    scenario.warm_up_years = reader.number(fields, "warm_up_years");
    scenario.rounding = match fields.choice(reader, "rounding", &["to the nearest", "up", "down"]) {
        Some(1) => Rounding::Up,
        Some(2) => Rounding::Down,
        _ => Rounding::Nearest,
    };
    scenario.takes_law = match fields.choice(reader, "takes_law", &["triangular", "pert"]) {
        Some(1) => ThreePointLaw::Pert,
        _ => ThreePointLaw::Triangular,
    };
    scenario.discipline = reader.queue_discipline(fields);
    scenario.assumes = fields.names(reader, "assumes").into_iter().map(|name| name.value).collect();
}

fn arrivals(reader: &mut Reader<'_>, table: &Table, span: Span) -> ArrivalsTree {
    let mut fields = Fields::new(table, span, "[arrivals]");
    let dates = fields.any("dates").and_then(|node| {
        let days = reader.days("dates", node)?;
        Some(Spanned { value: days, span: node.span })
    });
    let arrivals = ArrivalsTree {
        span,
        rate: fields.phrase(reader, "rate", phrase::rate),
        dates,
        yearly_variation: reader.number(&mut fields, "yearly_variation"),
        season: reader.numbers(&mut fields, "season"),
        cases_per_incident: reader.numbers(&mut fields, "cases_per_incident"),
    };
    fields.finish(reader);
    arrivals
}

fn step(reader: &mut Reader<'_>, id: &Name, table: &Table) -> StepTree {
    let mut fields = Fields::new(table, id.span, format!("step `{}`", id.value));
    let step = StepTree {
        id: id.clone(),
        outcomes: reader.weights(&mut fields, "outcomes"),
        takes: fields.phrase(reader, "takes", phrase::law),
        chance: reader.number(&mut fields, "chance"),
        waits: fields.phrase(reader, "waits", phrase::law),
        priority: reader.whole(&mut fields, "priority"),
    };
    fields.finish(reader);
    step
}

fn span(reader: &mut Reader<'_>, id: &Name, table: &Table) -> SpanTree {
    let mut fields = Fields::new(table, id.span, format!("span `{}`", id.value));
    let span = SpanTree {
        id: id.clone(),
        chance: reader.number(&mut fields, "chance"),
        waits: fields.phrase(reader, "waits", phrase::law),
        runs: fields.phrase(reader, "runs", phrase::law),
    };
    fields.finish(reader);
    span
}

fn overriding(reader: &mut Reader<'_>, table: &Table, span: Span) -> OverrideTree {
    let mut fields = Fields::new(table, span, "[[overrides]]");
    let mut one = OverrideTree {
        span,
        from: reader.day(&mut fields, "from"),
        to: reader.day(&mut fields, "to"),
        deadlines: Vec::new(),
        takes: Vec::new(),
        cases_at_once: Vec::new(),
        arrivals: fields.phrase(reader, "arrivals", phrase::rate),
        spans: fields.names(reader, "spans_begin"),
    };
    for key in ["from", "to"] {
        if !fields.has(key) {
            fields.missing(reader, key, "an override has a first and a last day: from = 2026-03-01, to = 2026-06-30");
        }
    }
    if let Some((_, table, _)) = fields.table(reader, "deadlines") {
        let mut inner = table.clone();
        for (id, node) in &mut inner.entries {
            let single = Table { entries: vec![(Spanned { value: "due".to_owned(), span: id.span }, node.clone())] };
            let mut due = Fields::new(&single, id.span, format!("deadline `{}`", id.value));
            one.deadlines.extend(due.phrase(reader, "due", phrase::length).map(|length| (id.clone(), length)));
        }
    }
    named(reader, &mut fields, "steps", &mut |reader, id, table| {
        let mut fields = Fields::new(table, id.span, format!("step `{}`", id.value));
        one.takes.extend(fields.phrase(reader, "takes", phrase::law).map(|law| (id.clone(), law)));
        fields.finish(reader);
    });
    named(reader, &mut fields, "actors", &mut |reader, id, table| {
        let mut fields = Fields::new(table, id.span, format!("actor `{}`", id.value));
        one.cases_at_once.extend(reader.cases_at_a_time(&mut fields).map(|count| (id.clone(), count)));
        fields.finish(reader);
    });
    fields.finish(reader);
    one
}

fn open_case(reader: &mut Reader<'_>, table: &Table, span: Span) -> OpenCaseTree {
    let mut fields = Fields::new(table, span, "[[open_cases]]");
    let mut case = OpenCaseTree { span, facts: Vec::new(), happened: Vec::new() };
    if let Some((_, facts, _)) = fields.table(reader, "facts") {
        for (id, node) in &facts.entries {
            let texts: Option<Vec<Name>> = match &node.value {
                Value::Array(items) => items.iter().map(text).collect(),
                _ => text(node).map(|name| vec![name]),
            };
            match texts {
                Some(values) => case.facts.push((id.clone(), values)),
                None => reader.wrong(&id.value, node, "a value in quotes, or a list of them"),
            }
        }
    }
    case.happened = fields.phrases(reader, "happened", phrase::happening);
    if case.happened.is_empty() && !fields.has("happened") {
        fields.missing(reader, "happened", "list what has happened: happened = [\"2026-03-02 aware\"]");
    }
    fields.finish(reader);
    case
}

fn text(node: &Node) -> Option<Name> {
    match &node.value {
        Value::Text(text, _) => Some(Spanned { value: text.clone(), span: node.span }),
        _ => None,
    }
}
