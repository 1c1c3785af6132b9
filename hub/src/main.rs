//! The command line: `fettle --help`.

fn main() -> std::process::ExitCode {
    fettle_hub::cli::main()
}
