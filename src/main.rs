//! The command `duecourse`.

fn main() -> std::process::ExitCode {
    duecourse::cli::run().into()
}
