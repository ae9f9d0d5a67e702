//! The view for speedscope.

use super::document::{Fields, Node};
use super::time;
use super::towers::{Level, Tall, Tower, name, towers};
use crate::model::Report;
use std::borrow::Cow;
use std::collections::HashMap;

/// The report in the [file format of speedscope]: a profile for the threads of the program, and
/// one each for those that are idle, gmr's own, and the tasks, if there are any.
///
/// A stack weighs as much as there are threads or tasks on it, so that "Left Heavy" shows where
/// most of them are.
///
/// ```
/// let json = gmr::view::speedscope(&gmr::collect());
/// let file: serde_json::Value = serde_json::from_str(&json)?;
/// assert_eq!(file["profiles"][0]["name"], "threads");
/// assert_eq!(file["profiles"][0]["type"], "sampled");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// [file format of speedscope]: https://www.speedscope.app/file-format-schema.json
#[must_use]
pub fn speedscope(report: &Report) -> String {
    let mut frames = Frames::default();
    let samples: Vec<Sample> = towers(report).map(|tall| frames.sample(&tall)).collect();
    let profiles = Tower::ALL.into_iter().filter_map(|tower| profile(tower, &samples)).collect();
    let title = format!(
        "{} {}, process {} at {}",
        report.service.name,
        report.service.version,
        report.pid,
        time::rfc3339(report.time)
    );
    let mut file = Fields::of(6);
    file.put("$schema", Node::text("https://www.speedscope.app/file-format-schema.json"));
    file.put("exporter", Node::text(concat!("gmr@", env!("CARGO_PKG_VERSION"))));
    file.put("name", Node::words(title.trim_start().to_owned()));
    file.put("activeProfileIndex", Node::int(0));
    file.put("shared", Node::Map(vec![("frames", frames.node())]));
    file.put("profiles", Node::List(profiles));
    // Neither the keys nor a string that is written to can fail.
    let mut json = serde_json::to_string(&file.map()).unwrap_or_default();
    json.push('\n');
    json
}

/// A stack as places in the list of frames, the outermost first.
struct Sample {
    tower: Tower,
    frames: Vec<usize>,
    weight: u64,
}

/// What speedscope knows of a frame; those that differ in their address only are one.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Frame<'r> {
    name: Cow<'r, str>,
    file: Option<&'r str>,
    line: Option<u32>,
    column: Option<u32>,
}

impl<'r> Frame<'r> {
    fn new(level: &Level<'r>) -> Self {
        let name = name(level);
        match level {
            Level::Frame(frame) => {
                let file = frame.file.as_deref();
                Frame { name, file, line: frame.line, column: frame.column }
            }
            Level::Words(_) => Frame { name, file: None, line: None, column: None },
        }
    }

    fn node(&self) -> Node<'_> {
        let mut fields = Fields::of(4);
        fields.put("name", Node::text(&self.name));
        fields.put_some("file", self.file.map(Node::text));
        fields.put_some("line", self.line.map(Node::int));
        fields.put_some("col", self.column.map(Node::int));
        fields.map()
    }
}

/// Every frame once.
#[derive(Default)]
struct Frames<'r> {
    frames: Vec<Frame<'r>>,
    position: HashMap<Frame<'r>, usize>,
}

impl<'r> Frames<'r> {
    fn sample(&mut self, tall: &Tall<'r>) -> Sample {
        let frames = tall.levels.iter().map(|level| self.place(Frame::new(level))).collect();
        Sample { tower: tall.tower, frames, weight: tall.weight }
    }

    fn place(&mut self, frame: Frame<'r>) -> usize {
        if let Some(at) = self.position.get(&frame) {
            return *at;
        }
        let at = self.frames.len();
        self.frames.push(frame.clone());
        self.position.insert(frame, at);
        at
    }

    fn node(&self) -> Node<'_> {
        Node::each(|| self.frames.iter().map(Frame::node))
    }
}

/// A profile; the one of the threads is there even if it is empty, because a file without a
/// profile is none.
fn profile(tower: Tower, samples: &[Sample]) -> Option<Node<'_>> {
    let of_tower = move || samples.iter().filter(move |sample| sample.tower == tower);
    let total: u64 = of_tower().map(|sample| sample.weight).sum();
    if total == 0 && tower != Tower::Threads {
        return None;
    }
    let mut fields = Fields::of(7);
    fields.put("type", Node::text("sampled"));
    fields.put("name", Node::text(tower.name()));
    fields.put("unit", Node::text("none"));
    fields.put("startValue", Node::int(0));
    fields.put("endValue", Node::int(total));
    fields.put(
        "samples",
        Node::each(move || {
            of_tower()
                .map(|sample| Node::each(|| sample.frames.iter().map(|at| Node::int(*at as i128))))
        }),
    );
    fields.put("weights", Node::each(move || of_tower().map(|sample| Node::int(sample.weight))));
    Some(fields.map())
}
