//! Names for reports of stripped programs, made afterwards.
//!
//! A report of a program without symbols shows modules and offsets, and tells the build id of
//! each module. With the file that the program was before it was stripped, or the one with its
//! debug information, a [`Symbolizer`] makes names and lines of them: on any machine, at any time.
//!
//! ```no_run
//! use gmr::symbolize::Symbolizer;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let report = std::fs::read_to_string("app_gurumeditation_2026.txt")?;
//! let symbolizer = Symbolizer::new().file("target/release/app")?.folder("/usr/lib/debug");
//! print!("{}", symbolizer.text(&report)?);
//! # Ok(())
//! # }
//! ```
//!
//! The example `symbolize` in gmr's repository is this as a command.

mod sources;
mod text;

use crate::capture::fingerprint::stack_id;
use crate::capture::idle::{idle, wake};
use crate::capture::symbols::{self, Texts};
use crate::error::Error;
use crate::model::{Frame, Gap, Stack, Threads};
use sources::{Given, Sources};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names the frames of reports by files that are given to it.
///
/// A file is used for the module that has the same build id, whatever either is called; one of
/// another build is refused, because its names would be wrong.
#[derive(Default)]
pub struct Symbolizer {
    given: Vec<Given>,
    folders: Vec<PathBuf>,
}

impl Symbolizer {
    /// Knows no file.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a program or a library as it was before it was stripped, or its debug file.
    ///
    /// If the file itself is stripped, its debug file is looked for beside it.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not an ELF file with a build id.
    pub fn file(mut self, path: impl AsRef<Path>) -> Result<Self, Error> {
        self.given.push(Given::open(path.as_ref())?);
        Ok(self)
    }

    /// Adds a folder in which debug files are looked for: by build id
    /// (`.build-id/ab/cdef.debug`), by path, and by name (`app.debug`, `app`).
    #[must_use]
    pub fn folder(mut self, path: impl Into<PathBuf>) -> Self {
        self.folders.push(path.into());
        self
    }

    /// The text of a report, with names and lines for the frames that had none.
    ///
    /// Inlined functions get their own frames, and the frames below them other numbers. Every line
    /// that does not belong to a frame is as it was.
    ///
    /// # Errors
    ///
    /// If a file that was given is of a build that is not in the report, or the only file in the
    /// folders that has the name of a module is of another build: [`Error::is_other_build`].
    pub fn text(&self, report: &str) -> Result<String, Error> {
        let modules = text::modules(report);
        let wanted = text::wanted(report);
        let sources = Sources::find(&modules, &wanted, &self.given, &self.folders)?;
        let mut texts = Texts::default();
        Ok(text::rewrite(report, &mut |module, offset| {
            let found = sources.of(module)?.look_up(offset);
            let module = Some(texts.one(module.to_owned()));
            let bare = Frame { module, offset: Some(offset), ..Frame::new(0) };
            Some(symbols::frames(&bare, found, &mut texts))
        }))
    }

    /// Gives names and lines to the frames that have none; their stacks get new ids, and those of
    /// idle threads are known as such.
    ///
    /// # Errors
    ///
    /// As [`Symbolizer::text`]; then nothing is changed.
    pub fn threads(&self, threads: &mut Threads) -> Result<(), Error> {
        let of = |module: &crate::model::Module| {
            (module.path.to_string(), module.build_id.as_deref().unwrap_or_default().to_owned())
        };
        let owned: Vec<(String, String)> = threads.modules.iter().map(of).collect();
        let modules: Vec<(&str, &str)> = owned.iter().map(|(p, id)| (&**p, &**id)).collect();
        let frames = threads.stacks.iter().flat_map(|stack| stack.frames.iter());
        let wanted = frames.filter(|frame| is_short(frame)).filter_map(|f| f.module.as_deref());
        let wanted = wanted.collect();
        let sources = Sources::find(&modules, &wanted, &self.given, &self.folders)?;
        let mut texts = Texts::default();
        let build_ids = &threads.modules;
        for stack in &mut threads.stacks {
            if name(stack, &mut |frame| named(frame, &sources, &mut texts)) {
                stack.id = stack_id(&stack.frames, |path| {
                    build_ids.iter().find(|module| *module.path == *path)?.build_id.as_deref()
                });
                stack.idle = idle(&stack.frames).map(Into::into);
            }
        }
        wake(threads);
        Ok(())
    }
}

/// Puts frames in the place of those for which `named` has any; whether it had.
fn name(stack: &mut Stack, named: &mut dyn FnMut(&Frame) -> Option<Vec<Frame>>) -> bool {
    let mut frames = Vec::with_capacity(stack.frames.len());
    let mut gap = None;
    for (number, frame) in stack.frames.iter().enumerate() {
        let here = stack.gap.filter(|gap| gap.at == number);
        gap = here.map(|here| Gap { at: frames.len(), ..here }).or(gap);
        match named(frame) {
            Some(named) => frames.extend(named.into_iter().map(Arc::new)),
            None => frames.push(Arc::clone(frame)),
        }
    }
    let is_changed = frames != *stack.frames;
    if is_changed {
        (stack.frames, stack.gap) = (frames.into(), gap);
    }
    is_changed
}

/// Whether more can be known of the frame.
fn is_short(frame: &Frame) -> bool {
    frame.file.is_none() && !frame.inlined
}

/// The frames in place of this one, if more is known now.
fn named(frame: &Frame, sources: &Sources<'_>, texts: &mut Texts) -> Option<Vec<Frame>> {
    let (module, offset) = (frame.module.as_deref()?, frame.offset?);
    let files = sources.of(module).filter(|_| is_short(frame))?;
    let frames = symbols::frames(frame, files.look_up(offset), texts);
    is_better(&frames, frame.function.is_some()).then_some(frames)
}

/// Whether frames tell more than the one in whose place they come.
fn is_better(frames: &[Frame], has_name: bool) -> bool {
    let is_known = |frame: &Frame| frame.file.is_some() || (!has_name && frame.function.is_some());
    frames.iter().any(is_known)
}

impl fmt::Debug for Symbolizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given: Vec<&Path> = self.given.iter().map(|given| &*given.path).collect();
        let mut debug = f.debug_struct("Symbolizer");
        debug.field("files", &given).field("folders", &self.folders).finish()
    }
}

#[cfg(test)]
mod tests;
