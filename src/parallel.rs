//! Jobs that know nothing of each other, side by side on all processors.
//!
//! The results come in the order of the jobs, whoever was first: nothing that is found may depend on how many threads there are. Without the feature
//! `cli` (in a browser) there is one. Nothing here knows what the jobs do.

/// Runs a job for each number below `count`, and returns what they found by their numbers.
#[cfg(not(feature = "cli"))]
pub(crate) fn side_by_side<T>(count: usize, job: impl Fn(usize) -> T) -> Vec<T> {
    (0..count).map(job).collect()
}

/// Runs a job for each number below `count`, and returns what they found by their numbers.
#[cfg(feature = "cli")]
pub(crate) fn side_by_side<T: Send>(count: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(count);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return done;
            }
            done.push((number, job(number)));
        }
    };
    let mut results: Vec<(usize, T)> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let join = |handle: std::thread::ScopedJoinHandle<'_, Vec<(usize, T)>>| {
            handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        handles.into_iter().flat_map(join).collect()
    });
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::side_by_side;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        // The first jobs take longest.
        let slow = |number: usize| (0..(200 - number) * 1000).fold(number, |sum, _| std::hint::black_box(sum));
        assert_eq!(side_by_side(200, slow), (0..200).collect::<Vec<_>>());
        assert!(side_by_side(0, slow).is_empty());
    }
}
