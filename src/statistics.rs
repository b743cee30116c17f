//! Intervals, quantiles and the laws that they rest on. Knows nothing of procedures, and draws nothing.

mod counts;
mod interval;
mod law;

pub use counts::Counts;
pub use interval::{Interval, Share, ShareTally, exact_share};
pub use law::{
    beta_distribution, beta_quantile, gamma_quantile, normal_distribution, normal_quantile, poisson_quantile,
};
