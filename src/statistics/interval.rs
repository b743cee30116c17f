//! Shares and how well they are known.

use super::law::{beta_quantile, student_quantile};

/// Two ends, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A share from 0 to 1, and the interval in which the true one lies with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share observed.
    pub share: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Share {
    /// Half the length of the interval.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// Successes among trials, replication by replication: sums of whole numbers, merged by adding.
///
/// Trials of one replication are not independent (cases wait for each other), those of different replications are. So what counts is how much the
/// replications differ, measured against what independent trials would: the design effect (Kish 1965).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShareTally {
    replications: u64,
    trials: u128,
    successes: u128,
    trials_squared: u128,
    successes_squared: u128,
    product: u128,
}

impl ShareTally {
    /// Adds one replication.
    pub fn add(&mut self, successes: u64, trials: u64) {
        let (successes, trials) = (u128::from(successes), u128::from(trials));
        self.replications += 1;
        self.trials += trials;
        self.successes += successes;
        self.trials_squared += trials * trials;
        self.successes_squared += successes * successes;
        self.product += trials * successes;
    }

    /// Adds the replications of another.
    pub fn merge(&mut self, other: &Self) {
        self.replications += other.replications;
        self.trials += other.trials;
        self.successes += other.successes;
        self.trials_squared += other.trials_squared;
        self.successes_squared += other.successes_squared;
        self.product += other.product;
    }

    /// How many replications were added, those without a trial included.
    pub fn replications(&self) -> u64 {
        self.replications
    }

    /// How many trials.
    pub fn trials(&self) -> u64 {
        u64::try_from(self.trials).unwrap_or(u64::MAX)
    }

    /// How many successes.
    pub fn successes(&self) -> u64 {
        u64::try_from(self.successes).unwrap_or(u64::MAX)
    }

    /// By how much the variance of the share exceeds that of independent trials, at least 1; absent with fewer than two replications
    /// or without trials.
    #[expect(clippy::cast_precision_loss, reason = "a ratio of variances")]
    pub fn design_effect(&self) -> Option<f64> {
        if self.replications < 2 || self.trials == 0 {
            return None;
        }
        let (n, x, replications) = (self.trials as f64, self.successes as f64, self.replications as f64);
        let share = x / n;
        let independent = share * (1.0 - share) / n;
        if independent <= 0.0 {
            return Some(1.0);
        }
        // The variance of a ratio of two sums over replications (Cochran 1977, section 6.3).
        let squares = self.successes_squared as f64 - 2.0 * share * self.product as f64
            + share * share * self.trials_squared as f64;
        let observed = squares.max(0.0) * replications / (replications - 1.0) / (n * n);
        Some((observed / independent).max(1.0))
    }

    /// The share of successes with its 95 % interval: Wilson's interval at the number of independent trials that would tell as much, with Student's
    /// quantile for the replications. One replication counts as one trial. Absent without trials.
    #[expect(clippy::cast_precision_loss, reason = "shares are reported as doubles")]
    pub fn share(&self) -> Option<Share> {
        if self.trials == 0 {
            return None;
        }
        let (n, share) = (self.trials as f64, self.successes as f64 / self.trials as f64);
        let effective = self.design_effect().map_or(1.0, |effect| n / effect);
        let freedom = (self.replications.max(2) - 1) as f64;
        Some(wilson(share, effective, student_quantile(0.975, freedom)))
    }
}

/// Wilson's score interval. Source: Wilson, Journal of the American Statistical Association 22 (1927).
fn wilson(share: f64, trials: f64, z: f64) -> Share {
    let z2 = z * z / trials;
    let centre = (share + z2 / 2.0) / (1.0 + z2);
    let half = (z2 * share * (1.0 - share) + z2 * z2 / 4.0).sqrt() / (1.0 + z2);
    // Rounding must not put the share outside its own interval.
    Share { share, low: (centre - half).clamp(0.0, share), high: (centre + half).clamp(share, 1.0) }
}

/// The share of successes among independent trials, with the exact 95 % interval of Clopper and Pearson (Biometrika 26, 1934). Absent
/// without trials.
#[expect(clippy::cast_precision_loss, reason = "shares are reported as doubles")]
pub fn exact_share(successes: u64, trials: u64) -> Option<Share> {
    let (x, n) = (successes as f64, trials as f64);
    let low = if successes == 0 { 0.0 } else { beta_quantile(0.025, x, n - x + 1.0) };
    let high = if successes >= trials { 1.0 } else { beta_quantile(0.975, x + 1.0, n - x) };
    (trials > 0).then(|| Share { share: x / n, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_intervals_of_published_tables() {
        let share = exact_share(8, 10).unwrap();
        assert!((share.low - 0.443_904_5).abs() < 1e-6 && (share.high - 0.974_789_3).abs() < 1e-6, "{share:?}");
        assert_eq!(exact_share(0, 0), None);
        assert!((exact_share(0, 100).unwrap().high - 0.036_216_69).abs() < 1e-6);
    }

    #[test]
    fn independent_replications_have_no_design_effect() {
        let mut tally = ShareTally::default();
        for index in 0..1000 {
            tally.add(u64::from(index % 5 != 0), 1);
        }
        assert!((tally.design_effect().unwrap() - 1.0).abs() < 0.01);
        let share = tally.share().unwrap();
        assert!((share.low - 0.774).abs() < 0.001 && (share.high - 0.824).abs() < 0.001, "{share:?}");
    }

    #[test]
    fn whole_replications_that_fail_together_widen_the_interval() {
        let mut tally = ShareTally::default();
        for index in 0..100 {
            tally.add(if index % 2 == 0 { 50 } else { 0 }, 50);
        }
        assert!((tally.design_effect().unwrap() - 50.5).abs() < 0.1);
        assert!(tally.share().unwrap().half_width() > 0.09);
    }

    #[test]
    fn one_replication_says_little_and_none_nothing() {
        let mut tally = ShareTally::default();
        assert_eq!(tally.share(), None);
        tally.add(20, 20);
        assert!(tally.share().unwrap().low < 0.1);
    }
}
