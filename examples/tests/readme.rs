//! What the README shows is what its first command prints.

use std::path::Path;
use std::process::Command;

/// A line without what differs from run to run and from machine to machine: numbers, times, and
/// where the sources are.
fn shape(line: &str) -> String {
    // Since when a thread waits is not always known.
    let line = line.split(", for about ").next().unwrap_or_default();
    let known = ["examples/src/bin/", "library/std/src/"].iter().find_map(|part| line.find(part));
    let line = match known {
        Some(at) => format!("at {}", &line[at..]),
        None => line.to_owned(),
    };
    let mut shape = String::new();
    let mut in_address = false;
    for c in line.trim_end().chars() {
        in_address = c.is_ascii_hexdigit() && in_address || c == 'x' && shape.ends_with('0');
        let c = if c.is_ascii_digit() || in_address && c != 'x' { '0' } else { c };
        // A run of digits is one number, and padding depends on how long numbers are.
        if !(matches!(c, '0' | ' ') && shape.ends_with(c)) {
            shape.push(c);
        }
    }
    shape
}

#[test]
fn the_report_in_the_readme_is_what_the_tour_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README");
    let (_, rest) = readme.split_once("<!-- the report;").expect("the mark above the report");
    let shown = rest.split("```").nth(1).expect("a block").trim_start_matches("text\n");

    // The release build, as the README says; this test's own binaries are of another profile.
    let cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO")).args(arguments).current_dir(&root).output();
        let output = output.expect("cargo runs");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{complaint}");
    };
    cargo(&["build", "--release", "--bins", "--quiet", "--locked"]);
    let debug = Path::new(env!("CARGO_BIN_EXE_tour")).parent().expect("a folder");
    let tour = Command::new(debug.with_file_name("release").join("tour")).output();
    let printed = String::from_utf8(tour.expect("the tour runs").stdout).expect("UTF-8");
    let shapes = |text: &str| text.trim_matches('\n').lines().map(shape).collect::<Vec<_>>();
    let lines = shapes(&printed);

    // Which worker serves which client differs from run to run, so the parts may change places.
    for part in shown.split("[...]\n").map(shapes) {
        let is_there = lines.windows(part.len()).any(|lines| lines == part);
        assert!(is_there, "the README shows {part:#?}, but this was printed:\n{printed}");
    }
    assert!(shown.lines().count() > 60, "the README shows next to nothing of the report");
}
