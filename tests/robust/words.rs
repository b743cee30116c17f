//! What random files are made of.

/// Characters of more than one byte, signs that mean something to TOML, and signs that mean nothing anywhere.
pub(crate) const CHARACTERS: &[&str] = &[
    "é", "–", "😀", "\u{feff}", "\u{2028}", "\u{301}", "\0", "\r", "\r\n", "\t", "\\", "\\u00e9", "\"", "'", "\"\"\"",
    "[", "]", "{", "}", "=", ".", ",", "#", "(", ")",
];

/// Words of the language in any order: what random bytes hardly ever come to.
pub(crate) const WORDS: &[&str] = &[
    "format = 1\n",
    "title = \"t\"\n",
    "[actors]\n",
    "[steps]\n",
    "[steps.a]\n",
    "[facts.f]\n",
    "[terms]\n",
    "[case]\n",
    "[spans.s]\n",
    "[deadlines.d]\n",
    "[invariants.i]\n",
    "[assumptions.x]\n",
    "a = { name = \"A\" }\n",
    "by = \"a\"\n",
    "starts = \"",
    "check = \"",
    "due = \"",
    "needs = \"",
    "means = \"",
    "takes = \"",
    "votes = \"2 of 3\"\n",
    "decide = [\"y\", \"z\"]\n",
    "values = [\"no\", \"yes\"]\n",
    "remove = [\"steps.a\"]\n",
    "base = \"b\"\n",
    "after ",
    "each ",
    "of ",
    "(",
    ")",
    ", ",
    "is ",
    "not ",
    "and ",
    "or ",
    "a ",
    "f ",
    "d ",
    "s ",
    "within 5 working days ",
    "at least 2 ",
    "never before ",
    "always follows ",
    "the votes on ",
    "begins ",
    "once ",
    "99999999999999999999 ",
    "\"\n",
    "\n",
    "= ",
    "é",
];

/// Words that stand in phrases, and the names of [`FRAME`].
pub(crate) const NAMES: &[&str] = &[
    "a",
    "b",
    "v",
    "v.m",
    "w",
    "f",
    "g",
    "t",
    "u",
    "d",
    "p",
    "x",
    "y",
    "yes",
    "high",
    "under",
    "way",
    "met",
    "votes",
    "time",
    "most",
    "beginning",
    "depends",
    "follows",
    "working",
    "calendar",
    "day",
    "days",
    "weeks",
    "month",
    "0",
    "1",
    "2",
    "300",
    "70000",
    "99999999999",
    "to",
    "(",
    "(",
    ")",
    ")",
    ",",
    ",",
    "is",
    "of",
    "é",
    "😀",
    ";",
];

/// A procedure in which every kind of phrase stands once, each to be replaced.
pub(crate) const FRAME: &str = r#"format = 1
title = "A frame"
actors.o.name = "O"
actors.m.name = "M"
actors.n.name = "N"
actors.q = { name = "Q", members = ["m", "n"] }
facts.f.values = ["no", "yes"]
facts.g = { values = ["low", "high"], many = true }
terms.t = "a is done or f"
terms.u = { means = "not b is x" }
steps.a = { by = "o", starts = "at the beginning", needs = "not g is high", takes = "1 to 4 weeks, usually 2" }
steps.b = { by = "o", kind = "optional", starts = "at any time after a", must = "after each t", decide = { x = { if = "t" }, y = "y" } }
steps.v = { by = "q", starts = ["after a"], lapses = "after b is y", decide = ["x", "y"], votes = "2 of 2", due = "within 1 week of a" }
steps.w = { by = "o", kind = "event", starts = "while a is not done, once" }
spans.p = { says = "P", begins = "after a, if f" }
deadlines.d = { due = "same day as a", met_by = "any of (b, w)", extended = "after w", suspended = "while p is running" }
case.complete = ["a is not owed", "d is not running"]
invariants.i = { says = "I.", check = "after a, b always follows unless d is missed" }
"#;
