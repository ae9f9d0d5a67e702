//! A report whose names were taken away gets them back from the files that know them.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the verdict")]

use gmr::model::{Content, Frame, Report, Threads};
use gmr::symbolize::Symbolizer;
use std::env::current_exe;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};

/// A report of this process, and the same as it would be if the program were stripped.
fn reports() -> &'static (Report, Report) {
    static REPORTS: OnceLock<(Report, Report)> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let named = (*gmr::collect()).clone();
        let mut stripped = named.clone();
        let program = program();
        for stack in &mut threads(&mut stripped).stacks {
            // What is idle is known by its names.
            stack.idle = None;
            let frames =
                stack.frames.iter().filter(|frame| !is_of(frame, &program) || !frame.inlined);
            let strip = |frame: &Arc<Frame>| {
                let mut bare = Frame::clone(frame);
                if is_of(frame, &program) {
                    (bare.function, bare.file, bare.line, bare.column) = (None, None, None, None);
                }
                Arc::new(bare)
            };
            stack.frames = frames.map(strip).collect();
        }
        (named, stripped)
    })
}

fn is_of(frame: &Frame, program: &str) -> bool {
    frame.module.as_deref() == Some(program)
}

fn program() -> String {
    current_exe().unwrap().to_str().unwrap().to_owned()
}

fn threads(report: &mut Report) -> &mut Threads {
    let threads = |content| match content {
        &mut Content::Threads(ref mut threads) => Some(threads),
        _ => None,
    };
    report.sections.iter_mut().find_map(|section| threads(&mut section.content)).unwrap()
}

/// The report as text in which all frames are shown, also those of idle threads.
fn unfolded(report: &Report) -> String {
    let mut report = report.clone();
    threads(&mut report).stacks.iter_mut().for_each(|stack| stack.idle = None);
    gmr::view::text(&report)
}

/// The same text, but for the lines that tell of the stripped program.
#[track_caller]
fn assert_same_frames(symbolized: &str, expected: &str) {
    let lines = |text: &str| -> Vec<String> {
        let (text, _) = text.split_once("\nmodules = ").unwrap();
        text.lines().filter(|line| !line.starts_with("stack = ")).map(str::to_owned).collect()
    };
    let (symbolized, expected) = (lines(symbolized), lines(expected));
    for (number, (line, expect)) in symbolized.iter().zip(&expected).enumerate() {
        assert_eq!(line, expect, "line {number}");
    }
    assert_eq!(symbolized.len(), expected.len());
}

#[test]
fn names_and_lines_come_back_from_the_program_itself() {
    let (named, stripped) = reports().clone();
    let symbolizer = Symbolizer::new().file(current_exe().unwrap()).unwrap();

    let text = gmr::view::text(&stripped);
    assert!(!text.contains("names_and_lines_come_back"));
    let symbolized = symbolizer.text(&text).unwrap();
    let expected = unfolded(&named);
    assert_same_frames(&symbolized, &expected);

    let mut stripped = stripped;
    let ids =
        |threads: &mut Threads| threads.stacks.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    symbolizer.threads(threads(&mut stripped)).unwrap();
    let mut named = named;
    assert_eq!(threads(&mut stripped).stacks, threads(&mut named).stacks);
    // gmr's own workers, at least.
    assert!(threads(&mut named).stacks.iter().any(|stack| stack.idle.is_some()));
    assert_eq!(ids(threads(&mut stripped)), ids(threads(&mut named)));
}

/// The stripped program, its debug file and a folder by build ids; `None` without binutils.
fn separated() -> Option<(tempfile::TempDir, PathBuf)> {
    let dir = tempfile::tempdir().unwrap();
    let (app, debug) = (dir.path().join("app"), dir.path().join("app.dbg"));
    let objcopy = |arguments: &[&str]| {
        Command::new("objcopy").args(arguments).current_dir(dir.path()).status()
    };
    fs::copy(current_exe().unwrap(), &app).unwrap();
    if objcopy(&["--only-keep-debug", "app", "app.dbg"]).is_err() {
        return None;
    }
    assert!(objcopy(&["--strip-all", "--add-gnu-debuglink=app.dbg", "app"]).unwrap().success());
    Some((dir, debug))
}

#[test]
fn a_debug_file_is_found_by_its_link_its_build_id_and_its_name() {
    let (named, stripped) = reports();
    let (text, expected) = (gmr::view::text(stripped), unfolded(named));
    let Some((dir, debug)) = separated() else { return };
    let check = |symbolizer: Symbolizer| {
        assert_same_frames(&symbolizer.text(&text).unwrap(), &expected);
    };
    check(Symbolizer::new().file(&debug).unwrap());
    check(Symbolizer::new().file(dir.path().join("app")).unwrap());

    let mut stripped = stripped.clone();
    let path = program();
    let modules = &threads(&mut stripped).modules;
    let module = modules.iter().find(|module| *module.path == *path).unwrap();
    let id = module.build_id.clone().unwrap();
    let folder = dir.path().join(".build-id").join(&id[..2]);
    fs::create_dir_all(&folder).unwrap();
    fs::rename(&debug, folder.join(format!("{}.debug", &id[2..]))).unwrap();
    check(Symbolizer::new().folder(dir.path()));

    let other = tempfile::tempdir().unwrap();
    let name = current_exe().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
    let by_build_id = folder.join(format!("{}.debug", &id[2..]));
    fs::rename(by_build_id, other.path().join(format!("{name}.debug"))).unwrap();
    check(Symbolizer::new().folder(other.path()));
}

#[test]
fn a_file_of_another_build_is_refused_by_both_names() {
    let (_, stripped) = reports();
    let text = gmr::view::text(stripped);
    let dir = tempfile::tempdir().unwrap();
    let name = current_exe().unwrap().file_name().unwrap().to_owned();
    fs::copy("/bin/sh", dir.path().join(&name)).unwrap();

    let given = Symbolizer::new().file(dir.path().join(&name)).unwrap();
    for symbolizer in [given, Symbolizer::new().folder(dir.path())] {
        let error = symbolizer.text(&text).unwrap_err();
        assert!(error.is_other_build(), "{error}");
        let said = error.to_string();
        let theirs = format!("{} is of the build ", dir.path().join(&name).display());
        assert!(said.starts_with(&theirs), "{said}");
        assert!(said.contains(&format!("the report is of {} = ", program())), "{said}");
        let mut threads_of = stripped.clone();
        assert!(symbolizer.threads(threads(&mut threads_of)).unwrap_err().is_other_build());
        assert_eq!(threads_of, *stripped);
    }
}

#[test]
fn a_file_that_knows_nothing_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("notes.txt");
    fs::write(&file, "no symbols").unwrap();
    for path in [file, dir.path().join("missing"), dir.path().to_owned()] {
        let error = Symbolizer::new().file(&path).unwrap_err();
        assert!(error.is_io(), "{error}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }
}
