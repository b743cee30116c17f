//! The kinds of mistakes, each with a stable id and an explanation.

use super::Severity;

macro_rules! codes {
    ($($variant:ident = $id:literal, $explanation:literal;)*) => {
        /// A kind of mistake. Ids never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $explanation] $variant,)*
        }

        impl Code {
            /// All codes, in the order of their ids.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable id: `E` for an error, `W` for a warning, and four digits.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// What the code means, in one or two sentences.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation,)* }
            }
        }
    };
}

codes! {
    NotText = "E0101", "The file is not UTF-8 text, or it is too large to be a procedure.";
    Syntax = "E0102", "The file is not TOML.";
    UnknownKey = "E0103", "A key that the language does not have.";
    MissingKey = "E0104", "A key that has to be there is not.";
    WrongType = "E0105", "A value of another type than the key takes.";
    Phrase = "E0106", "A phrase that the grammar does not have.";
    BadName = "E0107", "A name that cannot be used: not lower case, or a word of the phrase grammar.";
    Empty = "E0108", "There is nothing in the file to check.";
    NoAnchor = "E0109", "A deadline that does not say what it counts from.";
    BaseUnreadable = "E0201", "The base that a change names cannot be read.";
    BaseCircle = "E0202", "A change that is, directly or not, its own base, or too long a chain of changes.";
    NothingToRemove = "E0203", "A change removes something that its base does not have.";
    NothingToChange = "E0204", "A change alters something that its base does not have, and gives too little for a new one.";
    UnknownReading = "E0205", "An assumption chooses a reading that it does not have, or that it only describes.";
    UnknownName = "E0301", "A name that nothing in the procedure has.";
    SameName = "E0302", "Two things of one name.";
    CircularTerm = "E0303", "A term that is defined by itself.";
    BadGroup = "E0304", "A group that contains itself, or a vote by an actor without members.";
    UnknownValue = "E0305", "A value that the fact, or an outcome that the step, does not have.";
    WrongKind = "E0306", "A name of another kind of thing than belongs there.";
    NobodyPerforms = "E0401", "A step that nobody performs.";
    NeverStarts = "E0402", "A step that nothing starts.";
    NeverChosen = "E0403", "An outcome whose condition can never hold.";
    Bounds = "E0404", "Bounds that contradict each other.";
    StartUnfit = "E0405", "A start phrase that does not fit the kind of step.";
    KeyUnfit = "E0406", "A key that does not fit the kind of step.";
    TriggerUnfit = "E0407", "A trigger made of events that cannot stand in it.";
    NoStatus = "E0408", "The status of a deadline that has none: only `within` and `same day as` run.";
    TooLarge = "E0409", "More combinations, votes or states than the tool can hold.";
    ScenarioGap = "E0601", "Something that the simulation needs and that neither the scenario nor the procedure says.";
    BadWeights = "E0602", "Weights or a chance that make no sense: negative, all zero, or above 1.";
    BadRate = "E0603", "Arrivals that make no sense: no rate, a negative one, or more cases than can be simulated.";
    NeverMeets = "E0604", "Meetings that never take place.";
    OutsideCalendar = "E0605", "A date or a horizon that the calendar does not cover.";
    BadHorizon = "E0606", "A horizon of no length, or one that never ends.";
    BadLaw = "E0607", "A law of durations whose numbers contradict each other.";
    BadOverride = "E0608", "An override that ends before it begins, changes nothing, or overlaps another one.";
    BadOpenCase = "E0609", "An open case that the procedure does not allow.";
    BadCapacity = "E0610", "A capacity, an absence or a deputy that nobody can have.";
    NoTimePasses = "E0701", "Steps that go round and round without a day between, found by the time check.";
    UnusedName = "W0501", "A name that nothing uses.";
    UncitedClause = "W0502", "A clause that nothing cites.";
    RepeatsGuard = "W0503", "A rule that only repeats the guard of its own step, and so cannot fail.";
    OutsideTakes = "W0504", "A scenario in which a step takes less or more time than the procedure says.";
    NotAddedUp = "W0505", "Weights that look like shares and do not add up to 1.";
    NoEffect = "W0506", "A line of a scenario that changes nothing.";
}

impl Code {
    /// Error or warning, by its id.
    pub fn severity(self) -> Severity {
        if self.id().starts_with('E') { Severity::Error } else { Severity::Warning }
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn ids_are_distinct_and_in_order() {
        assert!(Code::ALL.windows(2).all(|pair| {
            let group = |code: Code| code.id().starts_with('W');
            (group(pair[0]), pair[0].id()) < (group(pair[1]), pair[1].id())
        }));
    }
}
