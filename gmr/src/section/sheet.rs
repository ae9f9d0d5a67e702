//! What a section writes on: a tree that can be taken away from its writer at any moment.
//!
//! A section that runs out of time still runs when its report ends, so what it wrote cannot be
//! borrowed from it. Each write locks the sheet for a moment; whoever takes the tree closes the
//! sheet, and all later writes go nowhere.

use super::sources::Sources;
use crate::model::{Content, Entry, Value};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// More values than this in one section are rubbish, and would make the report useless.
const NODES: usize = 200_000;

/// More text than this in one section is rubbish, too.
const BYTES: usize = 16 << 20;

/// The index of a node; the root is 0.
pub(super) type NodeId = usize;

/// A writable tree, shared by the writer and the one who waits for it.
#[derive(Debug)]
pub(crate) struct Sheet {
    nodes: Mutex<Vec<Node>>,
    /// Who knows where the values below a node came from.
    questions: Mutex<Vec<(NodeId, Sources)>>,
    /// The text that was written.
    bytes: AtomicUsize,
    refusal: Mutex<Option<Refusal>>,
    deadline: Option<Instant>,
    is_of_defaults: bool,
    /// The types whose defaults are being written.
    open: Mutex<Vec<&'static str>>,
}

/// How a section says itself that it shows nothing more.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It is not to be in the report.
    LeftOut,
    /// It gave up, for this reason.
    GaveUp(String),
}

#[derive(Debug)]
pub(super) enum Node {
    Leaf(Value),
    List(Vec<NodeId>),
    Map(Vec<Slot>),
    /// A map that is shown as configuration; meant for the root.
    Groups(Vec<Slot>),
    /// What is no value; meant for the root.
    Whole(Box<Content>),
}

/// A named place in a map.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) key: Cow<'static, str>,
    pub(super) unit: &'static str,
    pub(super) help: &'static str,
    pub(super) default: Option<Value>,
    pub(super) source: Option<Cow<'static, str>>,
    pub(super) node: NodeId,
}

/// A value below a container, as one sees it who looks for its source.
#[derive(Debug)]
pub(super) struct Child {
    /// The name, or the number in a list.
    pub(super) name: String,
    pub(super) node: NodeId,
    pub(super) is_container: bool,
    /// Where its source belongs, if it may have one and it is not known.
    pub(super) unknown: Option<Place>,
}

/// An entry: its map, and where it is in it.
#[derive(Debug)]
pub(super) struct Place(NodeId, usize);

impl Sheet {
    /// A sheet that is not taken away.
    pub(crate) fn new() -> Self {
        let nodes = Mutex::new(vec![Node::Leaf(Value::Unfinished)]);
        Sheet {
            nodes,
            questions: Mutex::default(),
            bytes: AtomicUsize::new(0),
            refusal: Mutex::default(),
            deadline: None,
            is_of_defaults: false,
            open: Mutex::default(),
        }
    }

    /// A sheet that is taken away at `deadline`.
    pub(crate) fn until(deadline: Instant) -> Self {
        Sheet { deadline: Some(deadline), ..Sheet::new() }
    }

    /// A sheet of what options are when nobody sets them.
    pub(super) fn of_defaults() -> Self {
        Sheet { is_of_defaults: true, ..Sheet::new() }
    }

    /// Whether it is one of those.
    pub(super) fn is_of_defaults(&self) -> bool {
        self.is_of_defaults
    }

    /// Whether the defaults of a type may be written now: not while they are, or a group that
    /// holds its own kind had no end.
    pub(super) fn enter(&self, ty: &'static str) -> bool {
        let mut open = self.open();
        let is_new = !open.contains(&ty);
        if is_new {
            open.push(ty);
        }
        is_new
    }

    /// They are written: those of the type that was entered last.
    pub(super) fn leave(&self) {
        self.open().pop();
    }

    /// Whether nothing more can be written: it is full, or was taken away.
    pub(super) fn is_over(&self) -> bool {
        let length = self.nodes().len();
        length == 0 || length > NODES
    }

    /// When it is taken away.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Says that the section shows nothing more.
    pub(super) fn refuse(&self, refusal: Refusal) {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
    }

    /// What the section said of that, if it did.
    pub(crate) fn take_refusal(&self) -> Option<Refusal> {
        self.refusal.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Takes what was written and closes the sheet.
    pub(crate) fn take(&self) -> Content {
        let mut nodes = std::mem::take(&mut *self.nodes());
        match nodes.first_mut().map(std::mem::take) {
            None => Content::Value(Value::Unfinished),
            Some(Node::Whole(content)) => *content,
            Some(Node::Groups(slots)) => Content::Configuration(map(slots, &mut nodes)),
            Some(node) => Content::Value(value(node, &mut nodes)),
        }
    }

    /// Writes the node; a closed sheet ignores it.
    pub(super) fn set(&self, at: NodeId, node: Node) {
        let node = if self.has_room(length(&node)) { node } else { too_long() };
        if let Some(place) = self.nodes().get_mut(at) {
            *place = node;
        }
    }

    /// Looks at the last value of a list, if there is one.
    pub(super) fn of_last_item<T>(
        &self,
        list: NodeId,
        look: impl FnOnce(Option<&Value>) -> T,
    ) -> T {
        let nodes = self.nodes();
        let last = match nodes.get(list) {
            Some(Node::List(items)) => items.last(),
            _ => None,
        };
        match last.and_then(|last| nodes.get(*last)) {
            Some(Node::Leaf(value)) => look(Some(value)),
            _ => look(None),
        }
    }

    /// A new place at the end of a list.
    pub(super) fn push_item(&self, list: NodeId) -> NodeId {
        let mut nodes = self.nodes();
        let new = nodes.len();
        if new >= NODES {
            return full(&mut nodes, list);
        }
        let Some(Node::List(items)) = nodes.get_mut(list) else { return NodeId::MAX };
        items.push(new);
        nodes.push(Node::Leaf(Value::Unfinished));
        new
    }

    /// A new place at the end of a map.
    pub(super) fn push_entry(
        &self,
        map: NodeId,
        key: Cow<'static, str>,
        unit: &'static str,
        help: &'static str,
    ) -> NodeId {
        let key = if self.has_room(key.len()) { key } else { "...".into() };
        let mut nodes = self.nodes();
        let new = nodes.len();
        if new >= NODES {
            return full(&mut nodes, map);
        }
        let Some(Node::Map(slots) | Node::Groups(slots)) = nodes.get_mut(map) else {
            return NodeId::MAX;
        };
        slots.push(Slot { key, unit, help, default: None, source: None, node: new });
        nodes.push(Node::Leaf(Value::Unfinished));
        new
    }

    /// Gives each entry of the map its default, where `defaults` has one, and so below.
    pub(super) fn set_defaults(&self, map: NodeId, defaults: &[Entry]) {
        set_defaults(&mut self.nodes(), map, defaults);
    }

    /// Remembers who knows where the values below a node came from.
    pub(super) fn add_question(&self, at: NodeId, sources: Sources) {
        self.questions().push((at, sources));
    }

    /// Whom to ask, in the order in which they were remembered.
    pub(super) fn take_questions(&self) -> Vec<(NodeId, Sources)> {
        std::mem::take(&mut *self.questions())
    }

    /// What is in a container. The lock is not held while somebody is asked about it.
    pub(super) fn children(&self, container: NodeId) -> Vec<Child> {
        let nodes = self.nodes();
        let child = |name: &str, node: NodeId, place: Option<Place>| {
            let (is_container, is_group) = match nodes.get(node) {
                Some(Node::Map(slots)) => (true, !slots.is_empty()),
                Some(Node::List(_)) => (true, false),
                _ => (false, false),
            };
            // The entries of a map may come from here and there; each has a source of its own.
            let unknown = place.filter(|_| !is_group);
            Child { name: name.to_owned(), node, is_container, unknown }
        };
        match nodes.get(container) {
            Some(Node::Map(slots) | Node::Groups(slots)) => {
                let named = slots.iter().enumerate().filter(|(_, slot)| !slot.key.is_empty());
                let place = |at, slot: &Slot| slot.source.is_none().then_some(Place(container, at));
                named.map(|(at, slot)| child(&slot.key, slot.node, place(at, slot))).collect()
            }
            Some(Node::List(items)) => {
                let items = items.iter().enumerate();
                let children = items.map(|(at, node)| child(&at.to_string(), *node, None));
                children.filter(|child| child.is_container).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Says where a value came from; it breaks if the sheet was taken away.
    pub(super) fn set_source(&self, place: &Place, source: String) -> ControlFlow<()> {
        let has_room = self.has_room(source.len());
        match self.nodes().get_mut(place.0) {
            Some(Node::Map(slots) | Node::Groups(slots)) if has_room => {
                if let Some(slot) = slots.get_mut(place.1) {
                    slot.source = Some(Cow::Owned(source));
                }
                Continue(())
            }
            _ => Break(()),
        }
    }

    /// Counts text that is about to be written; whether there is room for it.
    fn has_room(&self, bytes: usize) -> bool {
        self.bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= BYTES
    }

    fn nodes(&self) -> MutexGuard<'_, Vec<Node>> {
        // Nothing panics while it holds the lock; a poisoned tree would still be a tree.
        self.nodes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn questions(&self) -> MutexGuard<'_, Vec<(NodeId, Sources)>> {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Node {
    fn default() -> Self {
        Node::Leaf(Value::Unfinished)
    }
}

fn set_defaults(nodes: &mut [Node], map: NodeId, defaults: &[Entry]) {
    // What is no map, such as an absent group, stays as it is.
    let Some(place @ Node::Map(_)) = nodes.get_mut(map) else { return };
    let Node::Map(mut slots) = std::mem::take(place) else { return };
    // The report waits for the lock under which this runs, and a map may be large.
    let keyed = slots.iter().enumerate().rev().map(|(at, slot)| (slot.key.clone(), at));
    let places: HashMap<Cow<'static, str>, usize> = keyed.collect();
    for default in defaults {
        let slot = places.get(&default.key).and_then(|at| slots.get_mut(*at));
        let Some(slot) = slot else { continue };
        if let Value::Map(inner) = &default.value {
            set_defaults(nodes, slot.node, inner);
        }
        // A secret is never compared: "unchanged" would tell what it is.
        let secret = matches!(nodes.get(slot.node), Some(Node::Leaf(Value::Secret)));
        if !secret && default.value != Value::Secret {
            slot.default = Some(default.value.clone());
        }
    }
    if let Some(place) = nodes.get_mut(map) {
        *place = Node::Map(slots);
    }
}

/// The text in a leaf.
fn length(node: &Node) -> usize {
    match node {
        Node::Leaf(Value::Str(text)) => text.len(),
        Node::Leaf(Value::Symbol(text) | Value::Note(text)) => text.len(),
        Node::Leaf(Value::Error(chain)) => chain.iter().map(String::len).sum(),
        _ => 0,
    }
}

fn too_long() -> Node {
    let note = format!("left out: the section wrote more than {} MiB", BYTES >> 20);
    Node::Leaf(Value::Note(note.into()))
}

/// Says once, at the end of the container that grew too far, that the rest is left out.
fn full(nodes: &mut Vec<Node>, container: NodeId) -> NodeId {
    if nodes.len() == NODES {
        let new = nodes.len();
        let note = format!("the section wrote more than {NODES} values; the rest is left out");
        nodes.push(Node::Leaf(Value::Note(note.into())));
        match nodes.get_mut(container) {
            Some(Node::List(items)) => items.push(new),
            Some(Node::Map(slots) | Node::Groups(slots)) => {
                slots.push(Slot {
                    key: "...".into(),
                    unit: "",
                    help: "",
                    default: None,
                    source: None,
                    node: new,
                });
            }
            _ => {}
        }
    }
    NodeId::MAX
}

/// The subtree as a value. Children come after their parent, so the recursion ends; its depth is
/// bounded by the nesting that the writer's own recursion had.
fn value(node: Node, nodes: &mut [Node]) -> Value {
    match node {
        Node::Leaf(value) => value,
        Node::List(items) => Value::List(items.into_iter().map(|at| child(at, nodes)).collect()),
        Node::Map(slots) | Node::Groups(slots) => map(slots, nodes),
        Node::Whole(content) => super::value_of(*content),
    }
}

fn map(slots: Vec<Slot>, nodes: &mut [Node]) -> Value {
    let entry = |slot: Slot| Entry {
        value: child(slot.node, nodes),
        key: slot.key,
        unit: slot.unit,
        help: slot.help,
        default: slot.default,
        source: slot.source,
    };
    Value::Map(slots.into_iter().map(entry).collect())
}

fn child(at: NodeId, nodes: &mut [Node]) -> Value {
    match nodes.get_mut(at).map(std::mem::take) {
        Some(node) => value(node, nodes),
        None => Value::Unfinished,
    }
}

#[cfg(test)]
mod tests;
