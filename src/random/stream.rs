//! What a draw is for.

use super::philox::philox;

/// What a number is drawn for. Each purpose has its own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The value of a fact.
    Fact = 1,
    /// The outcome of a step.
    Outcome = 2,
    /// How long a step or span takes.
    Takes = 3,
    /// Whether something that may happen does.
    Chance = 4,
    /// How long until it does.
    Waits = 5,
    /// With which step a case begins.
    Entry = 6,
    /// How many incidents come.
    Arrivals = 7,
    /// When they come.
    Day = 8,
    /// How busy a year is.
    Year = 9,
    /// How many cases one incident makes.
    Cluster = 10,
    /// When somebody is away.
    Absence = 11,
    /// Whether a meeting is cancelled.
    Meeting = 12,
}

/// All the numbers for one purpose and one name under one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// The stream of a seed, a purpose, and the text of an id: so that what else there is, and in what order, makes no
    /// difference.
    pub fn new(seed: u64, purpose: Purpose, id: &str) -> Self {
        // FNV-1a, then the finaliser of SplitMix64, so that close seeds and like names have nothing in common.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in std::iter::once(purpose as u8).chain(id.bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(mixed(mixed(seed) ^ hash))
    }
}

/// Which number of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The stream.
    pub stream: Stream,
    /// The replication.
    pub replication: u32,
    /// The case, or whatever else there are many of.
    pub case: u64,
    /// How often this has been drawn for the case before.
    pub occurrence: u32,
}

/// The number of a key: 64 bits, each as likely 0 as 1.
#[inline]
pub fn draw(key: Key) -> u64 {
    let [first, _] = draw_two(key);
    first
}

/// The number of a key, and another that has nothing to do with it.
#[expect(clippy::inline_always, reason = "on the way of every draw, measured")]
#[inline(always)]
pub fn draw_two(key: Key) -> [u64; 2] {
    philox([key.case, u64::from(key.replication) << 32 | u64::from(key.occurrence)], key.stream.0)
}

fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, case: u64, occurrence: u32) -> Key {
        Key { stream: Stream::new(7, Purpose::Takes, id), replication: 3, case, occurrence }
    }

    #[test]
    fn every_part_of_the_key_matters_and_nothing_else() {
        let first = draw(key("a", 1, 0));
        assert_eq!(first, draw(key("a", 1, 0)));
        let mut all = vec![first, draw(key("b", 1, 0)), draw(key("a", 2, 0)), draw(key("a", 1, 1))];
        all.push(draw(key("a", 1 << 32, 0)));
        all.push(draw(Key { replication: 4, ..key("a", 1, 0) }));
        all.push(draw(Key { stream: Stream::new(8, Purpose::Takes, "a"), ..key("a", 1, 0) }));
        all.push(draw(Key { stream: Stream::new(7, Purpose::Waits, "a"), ..key("a", 1, 0) }));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 8);
    }
}
