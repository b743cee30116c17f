//! A set of small numbers, taken out in their order.

/// Numbers below a limit, each marked or not.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    words: Box<[u64]>,
    count: usize,
}

impl Marks {
    /// None marked, of so many.
    pub(super) fn new(limit: usize) -> Self {
        Self { words: vec![0; limit.div_ceil(64)].into_boxed_slice(), count: 0 }
    }

    pub(super) fn clear(&mut self) {
        self.words.fill(0);
        self.count = 0;
    }

    #[inline]
    pub(super) fn add(&mut self, number: usize) {
        let bit = 1 << (number % 64);
        let word = &mut self.words[number / 64];
        self.count += usize::from(*word & bit == 0);
        *word |= bit;
    }

    #[inline]
    pub(super) fn any(&self) -> bool {
        self.count > 0
    }

    /// Takes out the smallest number from `from` on.
    #[inline]
    pub(super) fn take_from(&mut self, from: usize) -> Option<usize> {
        if self.count == 0 {
            return None;
        }
        let mut mask = u64::MAX << (from % 64);
        for (at, word) in self.words.iter_mut().enumerate().skip(from / 64) {
            let bits = *word & mask;
            if bits != 0 {
                let bit = bits.trailing_zeros() as usize;
                *word &= !(1 << bit);
                self.count -= 1;
                return Some(at * 64 + bit);
            }
            mask = u64::MAX;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn numbers_come_out_in_order_and_once() {
        let mut marks = Marks::new(130);
        for number in [129, 3, 64, 63, 3] {
            marks.add(number);
        }
        assert_eq!(marks.take_from(4), Some(63));
        assert_eq!([0, 4, 65, 65].map(|from| marks.take_from(from)), [Some(3), Some(64), Some(129), None]);
        assert!(!marks.any());
    }
}
