//! The view for speedscope.

use super::document::{Fields, Node};
use super::json;
use super::time;
use super::towers::{Level, Tall, Tower, name, towers};
use crate::model::Report;
use std::borrow::Cow;
use std::collections::HashMap;

/// The profiles in the order in which speedscope offers them.
const TOWERS: [Tower; 4] = [Tower::Threads, Tower::Idle, Tower::Own, Tower::Tasks];

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
    let frames = frames.list();
    let room = room(&frames, &samples);
    let profiles = TOWERS.into_iter().filter_map(|tower| profile(tower, &samples)).collect();
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
    file.put("shared", Node::Map(vec![("frames", Node::each(|| frames.iter().map(Frame::node)))]));
    file.put("profiles", Node::List(profiles));
    json::line(&file.map(), room)
}

/// About how long the file will be: a string that grows takes twice what it holds.
fn room(frames: &[Frame<'_>], samples: &[Sample]) -> usize {
    let frames = frames.iter().map(|one| one.name.len() + one.file.map_or(0, str::len) + 60);
    let samples = samples.iter().map(|one| 6 * one.frames.len() + 10);
    1000 + frames.sum::<usize>() + samples.sum::<usize>()
}

/// A stack as places in the list of frames, the outermost first.
struct Sample {
    tower: Tower,
    frames: Box<[u32]>,
    weight: usize,
}

/// What speedscope knows of a frame; those that differ in their address only are one.
#[derive(PartialEq, Eq, Hash)]
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

/// Every frame once, with its place in the list.
#[derive(Default)]
struct Frames<'r>(HashMap<Frame<'r>, u32>);

impl<'r> Frames<'r> {
    fn sample(&mut self, tall: &Tall<'r>) -> Sample {
        let frames = tall.levels.iter().map(|level| self.place(Frame::new(level))).collect();
        Sample { tower: tall.tower, frames, weight: tall.weight }
    }

    fn place(&mut self, frame: Frame<'r>) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(frame).or_insert(next)
    }

    fn list(self) -> Vec<Frame<'r>> {
        let mut frames: Vec<(Frame<'r>, u32)> = self.0.into_iter().collect();
        frames.sort_unstable_by_key(|(_, place)| *place);
        frames.into_iter().map(|(frame, _)| frame).collect()
    }
}

/// A profile; the one of the threads is there even if it is empty, because a file without a
/// profile is none.
fn profile(tower: Tower, samples: &[Sample]) -> Option<Node<'_>> {
    let of_tower = move || samples.iter().filter(move |sample| sample.tower == tower);
    let total: usize = of_tower().map(|sample| sample.weight).sum();
    if total == 0 && tower != Tower::Threads {
        return None;
    }
    let mut fields = Fields::of(7);
    fields.put("type", Node::text("sampled"));
    fields.put("name", Node::text(tower.name()));
    fields.put("unit", Node::text("none"));
    fields.put("startValue", Node::int(0));
    fields.put("endValue", Node::int(total as i128));
    fields.put(
        "samples",
        Node::each(move || {
            of_tower().map(|sample| Node::each(|| sample.frames.iter().map(|at| Node::int(*at))))
        }),
    );
    fields.put(
        "weights",
        Node::each(move || of_tower().map(|sample| Node::int(sample.weight as i128))),
    );
    Some(fields.map())
}
