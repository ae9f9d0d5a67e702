//! The table of kinds and builds.

use super::Comparison;
use super::build::Build;
use super::verdict::Verdict;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Formatter, Result, Write as _};

/// What was found: kinds down, builds across.
pub(crate) struct Table {
    title: String,
    builds: Vec<&'static str>,
    cells: BTreeMap<String, BTreeMap<&'static str, String>>,
    /// Why something is marked, or gdb's fault.
    remarks: BTreeSet<String>,
    faults: String,
    totals: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
}

impl Table {
    pub(crate) fn new(title: &str, builds: &[Build]) -> Self {
        Table {
            title: title.to_owned(),
            builds: builds.iter().map(|build| build.name).collect(),
            cells: BTreeMap::new(),
            remarks: BTreeSet::new(),
            faults: String::new(),
            totals: BTreeMap::new(),
        }
    }

    pub(crate) fn add(&mut self, build: &Build, comparison: &Comparison) {
        for (kind, verdicts) in &comparison.verdicts {
            let mut tally: BTreeMap<&str, usize> = BTreeMap::new();
            for verdict in verdicts {
                let (word, remark) = match verdict {
                    Verdict::Equal => ("equal", None),
                    Verdict::Marked(why) => ("marked", Some(why.as_str())),
                    Verdict::FaultOfGdb(why) => ("gdb's fault", Some(*why)),
                    Verdict::Wrong(how) => {
                        let _ = writeln!(self.faults, "{kind} in {}: {how}", build.name);
                        ("WRONG", None)
                    }
                };
                *tally.entry(word).or_default() += 1;
                if let Some(remark) = remark {
                    self.remarks.insert(format!(
                        "{kind}, {}: {word}: {}",
                        build.name,
                        plain(remark)
                    ));
                }
            }
            let word = match &tally.iter().collect::<Vec<_>>()[..] {
                [(word, _)] => word.to_string(),
                several => {
                    several.iter().map(|(w, n)| format!("{n} {w}")).collect::<Vec<_>>().join(", ")
                }
            };
            let total = self.totals.entry(build.name).or_default();
            for (word, count) in tally {
                *total.entry(word).or_default() += count;
            }
            self.cells.entry(kind.clone()).or_default().insert(build.name, word);
        }
        let number = |word| self.totals.get(build.name).and_then(|total| total.get(word));
        // Whoever marks everything is never wrong. musl has no tables when it is stripped.
        if build.target.is_none() && number("equal") <= number("marked") {
            let _ = writeln!(self.faults, "most stacks of {} are marked", build.name);
        }
    }

    /// Each stack that is wrong, and each build in which few are right; nothing if all is well.
    pub(crate) fn faults(&self) -> &str {
        &self.faults
    }

    /// Writes the table to a file for whoever wants to show it.
    pub(crate) fn write(&self) {
        let path = format!("{}/zoo-{}.md", env!("CARGO_TARGET_TMPDIR"), self.title);
        std::fs::write(path, self.to_string()).expect("the folder can be written to");
    }
}

/// Without addresses and paths, which differ from run to run.
fn plain(reason: &str) -> String {
    let word = |word: &str| match word {
        word if word.starts_with("0x") => "…".to_owned(),
        word if word.starts_with('/') => word.rsplit('/').next().unwrap_or(word).to_owned(),
        word => word.to_owned(),
    };
    reason.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "| {} | {} |", self.title, self.builds.join(" | "))?;
        writeln!(f, "|---|{}", "---|".repeat(self.builds.len()))?;
        for (kind, cells) in &self.cells {
            write!(f, "| {kind} |")?;
            for build in &self.builds {
                write!(f, " {} |", cells.get(build).map_or("-", String::as_str))?;
            }
            writeln!(f)?;
        }
        for word in ["equal", "marked", "gdb's fault", "WRONG"] {
            write!(f, "| stacks {word} |")?;
            for build in &self.builds {
                let count = self.totals.get(build).and_then(|total| total.get(word));
                write!(f, " {} |", count.copied().unwrap_or(0))?;
            }
            writeln!(f)?;
        }
        writeln!(f)?;
        self.remarks.iter().try_for_each(|remark| writeln!(f, "- {remark}"))
    }
}
