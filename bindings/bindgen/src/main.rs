//! fettle-bindgen: reads what uniffi left in the built library and writes the Kotlin or Swift sources of the bindings.
//! `bindings/generate` calls it; what the names and packages are is settled in `bindings/uniffi.toml`, not here.

use std::process::ExitCode;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

const USAGE: &str = "Usage: fettle-bindgen kotlin|swift LIBRARY CONFIG OUT_DIR";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [language, source, config, out_dir] = arguments.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let language = match language.as_str() {
        "kotlin" => TargetLanguage::Kotlin,
        "swift" => TargetLanguage::Swift,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let options = GenerateOptions {
        languages: vec![language],
        source: source.into(),
        out_dir: out_dir.into(),
        config_override: Some(config.into()),
        ..GenerateOptions::default()
    };
    match generate(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fettle-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}
