//! Numbers to choose by.

/// When they run out, every choice is the first one, so that shrinking leads to plain procedures.
#[derive(Debug, Clone)]
pub struct Dice {
    numbers: Vec<u16>,
    next: usize,
}

impl Dice {
    /// Dice that show these numbers.
    pub fn new(numbers: Vec<u16>) -> Self {
        Self { numbers, next: 0 }
    }

    /// A number below `sides`; 0 if there is no side.
    pub fn below(&mut self, sides: usize) -> usize {
        let number = self.numbers.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        if sides == 0 { 0 } else { usize::from(number) % sides }
    }

    /// True in one of `sides` cases, not in the first.
    pub fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == sides - 1
    }
}
