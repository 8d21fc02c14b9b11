//! `masthead`: one binary, all of the paper.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
