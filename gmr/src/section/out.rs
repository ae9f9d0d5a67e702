//! The writer that a section gets.

mod container;

pub use container::{List, Map};

use super::bounded::{FAILED, TEXT, bounded, masked, written};
use super::mask::{self, CommandLine};
use super::sheet::{Node, NodeId, Refusal, Sheet};
use super::sources::Sources;
use super::{ReportValue, value_of};
use crate::model::{Content, Tasks, Threads, Value};
use std::borrow::Cow;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

/// A chain of errors that is longer is a cycle.
const LINKS: usize = 32;
/// Values nested deeper than this are a cycle, or no use to a reader.
const DEPTH: u8 = 64;

/// The place of one value in a report; writing consumes it.
///
/// What is never written is shown as `<unfinished>`: that is what a reader sees of a section
/// that panicked, ran out of time or returned early.
///
/// ```
/// use gmr::Out;
///
/// fn pool(out: Out<'_>) {
///     let mut map = out.map();
///     map.entry("idle").uint(3);
///     map.entry("password").str("hunter2"); // shown as ***
/// }
/// # struct Pool;
/// # impl gmr::ReportValue for Pool { fn report(&self, out: Out<'_>) { pool(out) } }
/// # let value = gmr::to_value(&Pool);
/// # assert_eq!(value.entry("password"), Some(&gmr::model::Value::Secret));
/// ```
#[derive(Debug)]
pub struct Out<'a> {
    sheet: &'a Sheet,
    node: NodeId,
    /// Whether the name of this place, or of one above it, says that it is a secret.
    sensitive: bool,
    /// Whether the title of the section says so: it is the name of text that has no other, and
    /// says nothing of the entries of a map.
    titled: bool,
    /// Whether it is one of several: a single number is a count of secrets, several are a key.
    item: bool,
    /// What the items before it say of this one, if they are arguments.
    line: CommandLine,
    /// Whether this is a map that is open, and what is written here is to stand beside its entries.
    flat: bool,
    /// How many containers are above.
    depth: u8,
}

impl<'a> Out<'a> {
    pub(crate) fn root(sheet: &'a Sheet) -> Self {
        let line = CommandLine::default();
        Out {
            sheet,
            node: 0,
            sensitive: false,
            titled: false,
            item: false,
            line,
            flat: false,
            depth: 0,
        }
    }

    /// The same place in a section of this title.
    pub(super) fn titled(self, title: &str) -> Self {
        Out { titled: mask::is_sensitive_name(title), ..self }
    }

    /// An absent value.
    pub fn null(self) {
        // Beside other entries, nothing is nothing.
        if !self.flat {
            self.put(Value::None);
        }
    }

    /// A truth value.
    pub fn bool(self, value: bool) {
        self.put(Value::Bool(value));
    }

    /// A whole number; masked in a list whose name says that it is a secret: the bytes of a key.
    pub fn int(self, value: i64) {
        self.wide(value.into());
    }

    /// A whole number that is not negative; masked as [`int`](Out::int).
    pub fn uint(self, value: u64) {
        self.wide(value.into());
    }

    /// A whole number of any size that fits the tree.
    pub(crate) fn wide(self, value: i128) {
        let masked = self.is_masked() && self.item;
        self.put(if masked { Value::Secret } else { Value::Int(value) });
    }

    /// A floating-point number.
    pub fn float(self, value: f64) {
        self.put(Value::Float(value));
    }

    /// A span of time.
    pub fn duration(self, value: Duration) {
        self.put(Value::Duration(value));
    }

    /// A word of the program's own, such as the name of an enum variant; never masked.
    pub fn symbol(self, value: impl Into<Cow<'static, str>>) {
        self.put(Value::Symbol(value.into()));
    }

    /// A path; its name never masks it, because it says where a secret is, not what it is.
    /// Credentials in it are masked as in any text: some paths are URLs.
    pub fn path(self, value: &Path) {
        self.put(Value::Symbol(masked(&bounded(format_args!("{}", value.display()))).into()));
    }

    /// Text; masked whole if its name says that it is a secret, else where it holds credentials.
    pub fn str(self, value: &str) {
        if self.is_masked() {
            return self.put(Value::Secret);
        }
        self.text(value);
    }

    /// Formatted text; masked as [`str`](Out::str).
    pub fn args(self, value: fmt::Arguments<'_>) {
        if self.is_masked() {
            // Not even formatted: what is not read cannot leak.
            return self.put(Value::Secret);
        }
        match written(value) {
            Some(text) => self.text(&text),
            None => self.note(FAILED),
        }
    }

    /// A remark in place of a value, shown in angle brackets: `<locked>`.
    pub fn note(self, value: impl Into<Cow<'static, str>>) {
        self.put(Value::Note(checked(value.into())));
    }

    /// A masked value, shown as `***`.
    pub fn secret(self) {
        self.put(Value::Secret);
    }

    /// An error with its chain of sources, outermost first; each is masked as text, and all of
    /// them if the name says that this is a secret: errors like to quote what they refuse.
    pub fn error(self, chain: impl IntoIterator<Item = String>) {
        if self.is_masked() {
            return self.put(Value::Secret);
        }
        let mut shown: Vec<String> = Vec::new();
        let mut length = 0;
        for link in chain.into_iter().take(LINKS) {
            let link = masked(&link);
            length += link.len();
            shown.push(link);
            if length > TEXT {
                break;
            }
        }
        self.put(Value::Error(shown));
    }

    /// Named values.
    #[must_use]
    pub fn map(self) -> Map<'a> {
        Map(self.open(Node::Map(Vec::new())))
    }

    /// Values in order.
    #[must_use]
    pub fn list(self) -> List<'a> {
        List(self.open(Node::List(Vec::new())), CommandLine::default())
    }

    /// The same place, masked if this name, which is not shown, says that it is a secret.
    #[must_use]
    pub fn within(self, name: &str) -> Out<'a> {
        Out { sensitive: self.sensitive || mask::is_sensitive_name(name), ..self }
    }

    /// The place of what a variant of an enum holds, below the name of the variant.
    #[must_use]
    pub fn variant(self, name: &'static str) -> Out<'a> {
        let map = self.open(Node::Map(Vec::new()));
        let node = map.sheet.push_entry(map.node, Cow::Borrowed(name), "", "");
        map.below(node, map.sensitive || mask::is_sensitive_name(name), false)
    }

    /// Any value that has a report form.
    pub fn value(self, value: &(impl ReportValue + ?Sized)) {
        // Here, too, a cycle may lead through.
        if !self.is_lost() {
            value.report(self);
        }
    }

    /// Nothing, not even the title: the section is not in the report.
    pub(crate) fn leave_out(self) {
        self.sheet.refuse(Refusal::LeftOut);
    }

    /// The section ends here without a value.
    pub(super) fn give_up(self, why: String) {
        self.sheet.refuse(Refusal::GaveUp(why));
    }

    /// Groups of options; the whole section is shown as configuration.
    pub(crate) fn groups(self) -> Map<'a> {
        Map(self.open(Node::Groups(Vec::new())))
    }

    /// Remembers who knows where the values came from that are about to be written here. Whoever
    /// is further out is asked first, and the first answer counts.
    pub(crate) fn ask_later(&self, sources: Sources) {
        self.sheet.add_question(self.node, sources);
    }

    /// The threads of the process; may be written again when more is known.
    pub(crate) fn threads(&self, threads: Threads) {
        self.sheet.set(self.node, Node::Whole(Box::new(Content::Threads(threads))));
    }

    /// The async tasks of the process; may be written again when more is known.
    pub(crate) fn tasks(&self, tasks: Tasks) {
        self.sheet.set(self.node, Node::Whole(Box::new(Content::Tasks(tasks))));
    }

    /// Whether nothing that is written here can be seen: it is nested too deeply, the section is
    /// full, or its time is over. Whoever follows pointers must stop, for they may form a cycle.
    pub(super) fn is_lost(&self) -> bool {
        self.node == NodeId::MAX
    }

    /// The form that a value would have here, nested no deeper than here.
    pub(super) fn form_of(&self, value: &(impl ReportValue + ?Sized)) -> Value {
        let sheet = Sheet::new();
        value.report(Out { depth: self.depth, ..Out::root(&sheet) });
        value_of(sheet.take())
    }

    /// When the writer is given up, if it is.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.sheet.deadline()
    }

    /// The same place once more, for one who has to say how its writer fared.
    pub(crate) fn beside(&self) -> Out<'a> {
        Out { ..*self }
    }

    /// Says that the writer of this place failed; a map or a list keeps what it holds.
    pub(crate) fn fail(self, why: String) {
        let entry = self.sheet.push_entry(self.node, Cow::Borrowed("error"), "", "");
        let place = if entry == NodeId::MAX { self.sheet.push_item(self.node) } else { entry };
        match place {
            NodeId::MAX => self.error([why]),
            place => self.below(place, self.sensitive, false).error([why]),
        }
    }

    /// A finished value.
    pub(super) fn tree(self, value: &Value) {
        match value {
            Value::List(items) => {
                let mut list = self.list();
                items.iter().for_each(|item| list.item().tree(item));
            }
            Value::Map(entries) => {
                let mut map = self.map();
                for entry in entries {
                    let sensitive = map.0.sensitive || mask::is_sensitive_name(&entry.key);
                    let out = map.push(entry.key.clone(), entry.unit, entry.help, sensitive);
                    out.tree(&entry.value);
                }
            }
            Value::Int(number) => self.wide(*number),
            Value::Str(text) => self.str(text),
            Value::Error(chain) => self.error(chain.iter().cloned()),
            Value::Note(note) => self.note(note.clone()),
            other => self.put(other.clone()),
        }
    }

    fn text(self, text: &str) {
        let argument = if self.item { self.line.masked(text) } else { None };
        self.put(Value::Str(match argument {
            Some(argument) => masked(&argument),
            None => masked(text),
        }));
    }

    fn put(self, value: Value) {
        let place = if self.flat { self.unnamed() } else { self };
        place.sheet.set(place.node, Node::Leaf(value));
    }

    /// Makes this place a container, unless it is too deep to be one.
    fn open(self, container: Node) -> Out<'a> {
        let is_too_deep = self.depth >= DEPTH;
        let joins = self.flat && !is_too_deep && matches!(container, Node::Map(_));
        let place = if self.flat && !joins { self.unnamed() } else { self };
        let too_deep = || Node::Leaf(Value::Note("nested too deeply to be shown".into()));
        if !joins {
            place.sheet.set(place.node, if is_too_deep { too_deep() } else { container });
        }
        let node = if is_too_deep { NodeId::MAX } else { place.node };
        Out { node, depth: place.depth.saturating_add(1), flat: false, ..place }
    }

    /// Whether text is a secret by its name.
    fn is_masked(&self) -> bool {
        self.sensitive || self.titled
    }

    /// A place below this one, which is a container.
    fn below(&self, node: NodeId, sensitive: bool, item: bool) -> Out<'a> {
        let (titled, line, flat) = (false, CommandLine::default(), false);
        Out { node, sensitive, titled, item, line, flat, ..*self }
    }

    /// A place below this map for what has no name of its own.
    fn unnamed(&self) -> Out<'a> {
        let node = self.sheet.push_entry(self.node, Cow::Borrowed(""), "", "");
        self.below(node, self.sensitive, false)
    }
}

/// A key or a note. What is fixed is the program's own; the rest may hold credentials as any
/// text may: a pool of connections by URL.
fn checked(text: Cow<'static, str>) -> Cow<'static, str> {
    match text {
        Cow::Borrowed(fixed) => Cow::Borrowed(fixed),
        Cow::Owned(text) => Cow::Owned(mask::text(&text).into_owned()),
    }
}
