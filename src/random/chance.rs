//! Yes or no, and one of several.

/// A chance, as the share of all numbers of 64 bits that mean yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    /// Numbers below this mean yes; absent if all do.
    below: Option<u64>,
}

impl Chance {
    /// A chance from 0 to 1; what lies outside is taken for the nearer end, and no number for 0.
    pub fn new(chance: f64) -> Self {
        Self { below: (chance < 1.0 || chance.is_nan()).then(|| as_share(chance)) }
    }

    /// Whether it is always yes.
    pub fn certain(self) -> bool {
        self.below.is_none()
    }

    /// What a number drawn means.
    #[inline]
    pub fn happens(self, drawn: u64) -> bool {
        self.below.is_none_or(|below| drawn < below)
    }

    /// The chance, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a share, for reading")]
    pub fn probability(self) -> f64 {
        self.below.map_or(1.0, |below| below as f64 / 2_f64.powi(64))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion saturates, and NaN is 0")]
fn as_share(chance: f64) -> u64 {
    (chance * 2_f64.powi(64)) as u64
}

/// The index among weights that a number drawn means; the first if all weights are 0.
#[inline]
pub fn choose(weights: impl Iterator<Item = u64> + Clone, drawn: u64) -> usize {
    let total: u64 = weights.clone().sum();
    let Ok(mut point) = u64::try_from((u128::from(drawn) * u128::from(total)) >> 64) else { return 0 };
    for (index, weight) in weights.enumerate() {
        if point < weight {
            return index;
        }
        point -= weight;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_and_their_ends() {
        assert!(Chance::new(1.0).happens(u64::MAX) && Chance::new(1.0).certain());
        assert!(!Chance::new(0.0).happens(0) && !Chance::new(f64::NAN).happens(0) && !Chance::new(-1.0).happens(0));
        assert!(Chance::new(0.5).happens((1 << 63) - 1) && !Chance::new(0.5).happens(1 << 63));
    }

    #[test]
    fn choices_follow_the_weights() {
        let weights = [1, 0, 3];
        let chosen = |drawn| choose(weights.iter().copied(), drawn);
        assert_eq!(chosen(0), 0);
        assert_eq!(chosen((1 << 62) - 1), 0);
        assert_eq!(chosen(1 << 62), 2);
        assert_eq!(chosen(u64::MAX), 2);
        assert_eq!(choose([0, 0].into_iter(), 9), 0);
    }
}
