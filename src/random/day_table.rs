//! How often each whole number of days comes, and a draw from it by one comparison of integers.
//!
//! Weights become integers of a fixed total, so a draw is the same on every machine, and the exact mode computes with the very
//! chances that the simulator draws by. Source: Walker, "An efficient method for generating discrete random variables with
//! general distributions", ACM Transactions on Mathematical Software 3 (1977); set up as in Vose (1991).

/// The total of the integer weights, as a power of two.
const TOTAL_BITS: u32 = 48;
const TOTAL: u64 = 1 << TOTAL_BITS;

/// Most days that a table can tell apart.
const LENGTH_MAX: usize = 1 << 20;

/// A column of the alias table: below the threshold its own number of days, else the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Column {
    threshold: u64,
    /// Its own number of days, and the other.
    days: [u32; 2],
}

/// A distribution over whole numbers of days (or months, or anything that is counted).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTable {
    columns: Box<[Column]>,
    /// Bits of a number that say where in a column it falls.
    column_bits: u32,
    first: u32,
    /// Integer weights of the first day and those after it; their sum is [`TOTAL`].
    weights: Box<[u64]>,
}

impl DayTable {
    /// A table of relative weights, of `first` days and so on. Nothing if there is no weight, too many of them (2^20), one that is negative or no
    /// number, if all are 0, or if the days do not fit into 32 bits.
    pub fn new(first: u32, weights: &[f64]) -> Option<Self> {
        let length = u32::try_from(weights.len()).ok()?;
        first.checked_add(length)?;
        let sum: f64 = weights.iter().sum();
        let valid = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
        if weights.len() > LENGTH_MAX || !valid || !sum.is_finite() || sum <= 0.0 {
            return None;
        }
        let mut integers = integer_weights(weights, sum)?;
        let leading = integers.iter().position(|weight| *weight > 0)?;
        let last = integers.iter().rposition(|weight| *weight > 0)?;
        integers = integers[leading..=last].to_vec();
        let first = first + u32::try_from(leading).ok()?;
        let (columns, column_bits) = columns(first, &integers);
        Some(Self { columns, column_bits, first, weights: integers.into_boxed_slice() })
    }

    /// Always so many days.
    pub fn fixed(days: u32) -> Self {
        let column = Column { threshold: TOTAL, days: [days; 2] };
        Self { columns: Box::new([column]), column_bits: TOTAL_BITS, first: days, weights: Box::new([TOTAL]) }
    }

    /// The number of days that a number drawn means.
    #[inline]
    pub fn draw(&self, drawn: u64) -> u32 {
        let point = drawn >> (u64::BITS - TOTAL_BITS);
        // There are as many columns as the upper bits can say; the other branch is never taken.
        let Some(column) = usize::try_from(point >> self.column_bits).ok().and_then(|at| self.columns.get(at)) else {
            return self.first;
        };
        let within = point & ((1 << self.column_bits) - 1);
        // Which of the two it is nothing can foretell, so it is looked up and not branched to.
        column.days[usize::from(within >= column.threshold)]
    }

    /// Each number of days and its chance, fewest first; chances are exact multiples of 2^-48.
    #[expect(clippy::cast_precision_loss, reason = "weights have 48 bits, which a double holds")]
    pub fn probabilities(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        (self.first..).zip(&self.weights).map(|(days, weight)| (days, *weight as f64 / TOTAL as f64))
    }

    /// Mean number of days.
    pub fn mean(&self) -> f64 {
        self.probabilities().map(|(days, chance)| f64::from(days) * chance).sum()
    }

    /// The fewest days that can come.
    pub fn least(&self) -> u32 {
        self.first
    }

    /// The most days that can come.
    pub fn most(&self) -> u32 {
        self.first + u32::try_from(self.weights.len() - 1).unwrap_or(0)
    }
}

/// Integers of sum [`TOTAL`] in proportion to the weights: rounded down, then the rest by largest remainder.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "at most 2^48"
)]
fn integer_weights(weights: &[f64], sum: f64) -> Option<Vec<u64>> {
    let exact: Vec<f64> = weights.iter().map(|weight| weight / sum * TOTAL as f64).collect();
    let mut integers: Vec<u64> = exact.iter().map(|share| share.floor() as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).filter(|index| weights[*index] > 0.0).collect();
    order.sort_by(|a, b| (exact[*b].fract()).total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let mut given: u64 = integers.iter().sum();
    // Sums of doubles are not exact: the integers can come out a little above the total.
    let heaviest = (0..integers.len()).max_by_key(|index| integers[*index])?;
    if given > TOTAL {
        integers[heaviest] = integers[heaviest].checked_sub(given - TOTAL)?;
        given = TOTAL;
    }
    for index in order.iter().cycle().take(usize::try_from(TOTAL - given).ok()?) {
        integers[*index] += 1;
    }
    Some(integers)
}

/// Fills columns of equal size, each with at most two numbers of days.
fn columns(first: u32, weights: &[u64]) -> (Box<[Column]>, u32) {
    let count = weights.len().next_power_of_two();
    let column_bits = TOTAL_BITS - count.trailing_zeros();
    let size = 1_u64 << column_bits;
    let mut rest: Vec<u64> = weights.to_vec();
    rest.resize(count, 0);
    let mut days: Vec<u32> = (first..).take(weights.len()).collect();
    days.resize(count, first);
    let mut columns: Vec<Column> = days.iter().map(|own| Column { threshold: size, days: [*own; 2] }).collect();
    let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..count).partition(|index| rest[*index] < size);
    while let (Some(poor), Some(rich)) = (small.pop(), large.pop()) {
        columns[poor].threshold = rest[poor];
        columns[poor].days[1] = days[rich];
        rest[rich] -= size - rest[poor];
        if rest[rich] < size { small.push(rich) } else { large.push(rich) }
    }
    (columns.into_boxed_slice(), column_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts the measure of each number of days from the columns, without drawing.
    fn measure(table: &DayTable, days: u32) -> u64 {
        let size = 1_u64 << table.column_bits;
        let part = |column: &Column| {
            u64::from(column.days[0] == days) * column.threshold
                + u64::from(column.days[1] == days) * (size - column.threshold)
        };
        table.columns.iter().map(part).sum()
    }

    #[test]
    fn columns_hold_exactly_the_weights() {
        for weights in [vec![1.0], vec![1.0, 2.0, 3.0], vec![0.0, 1e-9, 0.0, 5.0], vec![1.0 / 3.0; 7], vec![1e-30, 1.0]]
        {
            let table = DayTable::new(4, &weights).unwrap();
            assert_eq!(table.weights.iter().sum::<u64>(), TOTAL);
            for (days, weight) in (table.first..).zip(&table.weights) {
                assert_eq!(measure(&table, days), *weight, "{weights:?} {days}");
            }
        }
        let table = DayTable::new(4, &[0.0, 1.0, 3.0, 0.0]).unwrap();
        assert_eq!((table.least(), table.most()), (5, 6));
        assert!((table.mean() - 5.75).abs() < 1e-12);
        assert_eq!(DayTable::fixed(9).draw(u64::MAX), 9);
    }

    #[test]
    fn every_corner_of_the_draw_is_in_the_table() {
        let table = DayTable::new(0, &[1.0, 1.0, 1.0, 1.0, 1.0]).unwrap();
        for drawn in [0, 1, u64::MAX, u64::MAX / 2, u64::MAX / 3] {
            assert!(table.draw(drawn) <= 4);
        }
    }

    #[test]
    fn what_is_no_distribution_is_refused() {
        for weights in [vec![], vec![0.0], vec![-1.0, 2.0], vec![f64::NAN], vec![f64::INFINITY], vec![f64::MAX; 3]] {
            assert!(DayTable::new(0, &weights).is_none(), "{weights:?}");
        }
        assert!(DayTable::new(u32::MAX, &[1.0]).is_none());
    }
}
