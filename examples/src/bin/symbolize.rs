//! Gives the report of a stripped program its names back:
//!
//! ```sh
//! symbolize app_gurumeditation_2026.txt --file target/release/app --dir /usr/lib/debug
//! ```
//!
//! `--file` is the program as it was before it was stripped, or its debug file; `--dir` a folder
//! in which debug files are looked for. The report `-` is read from stdin. What it prints is the
//! report with functions and lines in place of modules and offsets.

use gmr::symbolize::Symbolizer;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;

const USAGE: &str = "usage: symbolize REPORT (--file PATH | --dir DIR)...";

fn main() -> ExitCode {
    match run(env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("symbolize: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<(), Box<dyn std::error::Error>> {
    let (mut symbolizer, mut knows, mut report) = (Symbolizer::new(), false, None);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(USAGE);
        match argument.to_str() {
            Some("--file") => (symbolizer, knows) = (symbolizer.file(value()?)?, true),
            Some("--dir") => (symbolizer, knows) = (symbolizer.folder(value()?), true),
            Some(option) if option.starts_with("--") => return Err(USAGE.into()),
            _ if report.is_some() => return Err(USAGE.into()),
            _ => report = Some(argument),
        }
    }
    let Some(report) = report.filter(|_| knows) else { return Err(USAGE.into()) };
    let mut bytes = Vec::new();
    match report.to_str() {
        Some("-") => drop(io::stdin().read_to_end(&mut bytes)?),
        _ => bytes = fs::read(&report).map_err(|e| format!("{}: {e}", report.display()))?,
    }
    // A log may hold anything round the report.
    let text = symbolizer.text(&String::from_utf8_lossy(&bytes))?;
    Ok(io::stdout().write_all(text.as_bytes())?)
}
