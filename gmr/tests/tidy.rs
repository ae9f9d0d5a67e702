//! The house as `ARCHITECTURE.md` draws it: imports go down a floor, `unsafe` lives in one
//! folder, a file is one concept and a function fits a screen.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module with what it may import. A module may always import itself.
const FLOORS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("lock", &[]),
    ("model", &[]),
    ("view", &["error", "model"]),
    ("sink", &["error"]),
    ("sys", &["error", "lock"]),
    ("section", &["lock", "model"]),
    // Asks `section` only how text is masked and bounded: what a task says of itself is shown as
    // what a section says is.
    ("task", &["model", "section", "sys"]),
    ("capture", &["error", "model", "sys"]),
    // Reports of other machines: nothing of this process.
    ("symbolize", &["capture", "error", "model", "view"]),
    ("trigger", &["error", "lock", "sys"]),
    ("generator", &["capture", "error", "lock", "model", "section"]),
    ("report", &["capture", "generator", "model", "section"]),
    (
        "reporter",
        &[
            "capture",
            "error",
            "generator",
            "lock",
            "model",
            "report",
            "section",
            "sink",
            "trigger",
            "view",
        ],
    ),
    // What tests of a program ask: it sees the whole house, as a report does.
    ("check", &["generator", "model", "reporter", "section", "task"]),
    // The names that generated code calls; they belong to no floor and hold no logic.
    ("private", &["model", "reporter", "section", "task"]),
    ("macros", &[]),
    // Documentation only.
    ("cookbook", &[]),
    ("guide", &[]),
];

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 60;

struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The module of the floor table that the file belongs to; `None` for `lib.rs`.
    fn module(&self) -> Option<String> {
        let first = self.path.components().next()?.as_os_str().to_str()?;
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (name != "lib").then(|| name.to_owned())
    }

    /// The lines with their numbers, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn sources(root: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    assert!(found.len() > 5, "no sources under {}", root.display());
    found
}

fn collect(root: &Path, dir: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(dir).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).expect("UTF-8");
            let path = path.strip_prefix(root).expect("below the root").to_owned();
            found.push(Source { path, text });
        }
    }
}

fn complain(faults: &[String]) {
    assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
}

/// The modules that a line names behind `crate::`, as in `use crate::{error::Error, model::X}`.
fn imports(line: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let whole_word =
            !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
        let rest = &line[at + "crate::".len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if whole_word {
            names.push(&rest[..end]);
        }
    }
    names
}

#[test]
fn imports_go_down_a_floor_only() {
    let mut faults = Vec::new();
    for source in sources("src") {
        let Some(module) = source.module() else { continue };
        let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == module) else {
            faults.push(format!("{}: `{module}` is on no floor", source.path.display()));
            continue;
        };
        for (line, code) in source.code() {
            for import in imports(code) {
                if import != module && !allowed.contains(&import) {
                    let place = source.path.display();
                    faults.push(format!("{place}:{line}: `{module}` may not import `{import}`"));
                }
            }
        }
    }
    complain(&faults);
}

#[test]
fn unsafe_code_lives_in_sys() {
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|s| s.module().as_deref() != Some("sys")) {
        for (line, code) in source.code() {
            let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
            if words.into_iter().any(|word| word == "unsafe") {
                faults.push(format!("{}:{line}: `unsafe` outside of `sys`", source.path.display()));
            }
        }
    }
    complain(&faults);
}

#[test]
fn a_file_is_one_page_of_one_concept() {
    let mut faults = Vec::new();
    for source in ["src", "../gmr-derive/src"].into_iter().flat_map(sources) {
        let lines = source.text.lines().count();
        if lines > FILE_LINES {
            faults.push(format!("{}: {lines} lines", source.path.display()));
        }
    }
    complain(&faults);
}

/// A file that no module names is not compiled: its tests would pass for ever.
#[test]
fn every_file_is_named_by_a_module() {
    let mut faults = Vec::new();
    for root in ["src", "../gmr-derive/src"] {
        let all = sources(root);
        for source in all.iter().filter(|source| source.path != Path::new("lib.rs")) {
            let is_folder = source.path.ends_with("mod.rs");
            let module = if is_folder { source.path.parent() } else { Some(&*source.path) };
            let module = module.expect("a folder has a name");
            let name = module.file_stem().and_then(|name| name.to_str()).expect("a name");
            let above = module.parent().expect("a folder");
            let parents = [above.with_extension("rs"), above.join("mod.rs"), above.join("lib.rs")];
            let names = [format!("mod {name};"), format!("#[path = \"{name}.rs\"]")];
            let is_named = all
                .iter()
                .filter(|parent| parents.contains(&parent.path))
                .any(|parent| names.iter().any(|name| parent.text.contains(name)));
            if !is_named {
                faults.push(format!("{}: no module names it", source.path.display()));
            }
        }
    }
    complain(&faults);
}

#[test]
fn a_function_fits_a_screen() {
    let mut faults = Vec::new();
    for source in ["src", "../gmr-derive/src"].into_iter().flat_map(sources) {
        for (name, line, length) in functions(&source) {
            if length > FUNCTION_LINES {
                faults.push(format!("{}:{line}: `{name}` has {length}", source.path.display()));
            }
        }
    }
    complain(&faults);
}

/// Name, first line and length of each function, as rustfmt lays them out: a function ends at
/// the brace that stands below its first letter.
fn functions(source: &Source) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    let mut open: Vec<(String, usize, usize)> = Vec::new();
    for (line, code) in source.code() {
        let indent = code.len() - code.trim_start().len();
        if let Some((name, start, _)) =
            open.pop_if(|(_, _, at)| code.trim() == "}" && indent == *at)
        {
            found.push((name, start, line - start + 1));
        }
        let opens = !code.trim_end().ends_with(['}', ';']);
        open.extend(function_name(code).filter(|_| opens).map(|name| (name, line, indent)));
    }
    found
}

fn function_name(code: &str) -> Option<String> {
    let words: Vec<&str> = code.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "fn")?;
    let prefix = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe", "extern", "\"C\""];
    words[..at].iter().all(|word| prefix.contains(word)).then_some(())?;
    Some(words.get(at + 1)?.split(['(', '<']).next()?.to_owned())
}

#[test]
fn the_oldest_compiler_is_named_the_same_everywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let oldest = env!("CARGO_PKG_RUST_VERSION");
    for file in ["README.md", "Cargo.toml"] {
        let text = fs::read_to_string(root.join(file)).expect("a file of the workspace");
        assert!(text.contains(oldest), "{file} does not name Rust {oldest}");
    }
}

#[test]
fn the_checks_see_what_they_look_for() {
    // A brace names nothing, and so is a fault: one import, one line.
    assert_eq!(imports("use crate::{error::Error};"), [""]);
    assert_eq!(
        imports("pub(crate) use crate::sys::Arrivals; crate::view::text()"),
        ["sys", "view"]
    );
    assert_eq!(imports("$crate::package!()"), [""; 0]);
    let text = "fn a() {\n    x();\n}\n\npub(crate) fn b(\n    c: u8,\n) {\n}\n".to_owned();
    let source = Source { path: "a.rs".into(), text };
    let found = functions(&source);
    assert_eq!(found, [("a".to_owned(), 1, 3), ("b".to_owned(), 5, 4)]);
}
