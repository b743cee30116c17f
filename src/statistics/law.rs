//! Distribution functions and their inverses.

use statrs::function::beta::beta_reg;
use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// Means of Poisson laws up to this are searched from 0; the chance of 0 is still far above the smallest double.
const SEARCH_FROM_ZERO: f64 = 64.0;

/// Halvings of an interval; a double has 53 bits, and some more for the exponent.
const HALVINGS: u32 = 200;

/// The chance that a standard normal variable is at most `x`.
pub fn normal_distribution(x: f64) -> f64 {
    0.5 * erfc(-x / std::f64::consts::SQRT_2)
}

/// The value that a standard normal variable does not exceed with chance `p`, between 0 and 1.
pub fn normal_quantile(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * p)
}

/// The chance that a beta variable is at most `x`; `a` and `b` above 0.
pub fn beta_distribution(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        beta_reg(a, b, x)
    }
}

/// The value that a beta variable does not exceed with chance `p`; `a` and `b` above 0.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    halved(0.0, 1.0, p, |x| beta_distribution(x, a, b))
}

/// The value that a variable of Student's law does not exceed with chance `p`, at least one half; `freedom` above 0.
pub(super) fn student_quantile(p: f64, freedom: f64) -> f64 {
    // The square of the variable over itself plus the degrees of freedom has a beta law.
    let ratio = beta_quantile(2.0 * p - 1.0, 0.5, freedom / 2.0);
    (freedom * ratio / (1.0 - ratio)).sqrt()
}

/// The value that a gamma variable of this shape and scale 1 does not exceed with chance `p`.
pub fn gamma_quantile(p: f64, shape: f64) -> f64 {
    let mut high = shape + 10.0 * shape.sqrt() + 50.0;
    while gamma_lr(shape, high) < p && high < f64::MAX / 4.0 {
        high *= 2.0;
    }
    halved(0.0, high, p, |x| if x <= 0.0 { 0.0 } else { gamma_lr(shape, x) })
}

/// The number that a Poisson variable of this mean does not exceed with chance `p`: the least whole number whose distribution function
/// reaches `p`. 0 for a mean of 0.
pub fn poisson_quantile(p: f64, mean: f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    if mean > SEARCH_FROM_ZERO {
        return poisson_quantile_of_many(p, mean);
    }
    let (mut count, mut chance) = (0_u32, (-mean).exp());
    let mut reached = chance;
    // Beyond 1000 the chance is nothing at all, and sums of doubles may stay below a `p` that is almost 1.
    while reached < p && count < 1000 {
        count += 1;
        chance *= mean / f64::from(count);
        reached += chance;
    }
    count
}

/// By halving between numbers far out on both sides.
fn poisson_quantile_of_many(p: f64, mean: f64) -> u32 {
    let reach = 12.0 * mean.sqrt() + 12.0;
    let (mut low, mut high) = (whole((mean - reach).max(0.0)), whole(mean + reach));
    while low < high {
        let middle = low + (high - low) / 2;
        if gamma_ur(f64::from(middle) + 1.0, mean) >= p {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion saturates")]
fn whole(number: f64) -> u32 {
    number as u32
}

/// Where a rising function reaches `p`.
fn halved(mut low: f64, mut high: f64, p: f64, function: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..HALVINGS {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if function(middle) < p { low = middle } else { high = middle }
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-6 * right.abs().max(1.0), "{left} is not {right}");
    }

    /// Values from published tables.
    #[test]
    fn known_quantiles() {
        close(normal_quantile(0.975), 1.959_963_985);
        close(normal_distribution(1.644_853_627), 0.95);
        close(student_quantile(0.975, 1.0), 12.706_204_736);
        close(student_quantile(0.975, 10.0), 2.228_138_852);
        close(beta_quantile(0.5, 2.0, 2.0), 0.5);
        close(beta_distribution(0.3, 2.0, 5.0), 0.579_825);
        close(gamma_quantile(0.95, 1.0), -(0.05_f64.ln()));
    }

    #[test]
    fn poisson_numbers_by_both_ways() {
        assert_eq!(poisson_quantile(0.5, 0.0), 0);
        assert_eq!(poisson_quantile(0.0, 3.0), 0);
        assert_eq!(poisson_quantile(0.6, 0.5), 0);
        assert_eq!(poisson_quantile(0.61, 0.5), 1);
        // Closer to 1 the two ways differ by what a double can hold.
        assert_eq!(poisson_quantile(1.0 - 1e-9, 50.0), poisson_quantile_of_many(1.0 - 1e-9, 50.0));
        for step in 1..100 {
            let p = f64::from(step) / 100.0;
            assert_eq!(poisson_quantile(p, 60.0), poisson_quantile_of_many(p, 60.0), "{p}");
        }
        assert!(poisson_quantile(0.5, 1e7).abs_diff(10_000_000) < 2);
    }
}
