//! The tasks that [hyper] spawns.

use super::Tracked;
use ::hyper::rt;
use std::any::type_name;
use std::panic::Location;
use std::sync::Arc;

/// An executor for hyper whose tasks reports show: it spawns them on the current runtime of tokio.
///
/// It goes where `hyper_util::rt::TokioExecutor` went: servers of HTTP/2 spawn each stream by it,
/// clients each connection. The future of a server's connection is spawned by whoever accepts it,
/// as in `gmr::spawn(connection)`.
///
/// Reports say that its tasks were made where the executor was.
#[derive(Clone, Debug)]
pub struct Executor {
    name: Option<Arc<str>>,
    place: &'static Location<'static>,
}

impl Executor {
    /// Names each task after what it does.
    #[track_caller]
    #[expect(clippy::new_without_default, reason = "a default has no place in the source")]
    pub fn new() -> Executor {
        Executor { name: None, place: Location::caller() }
    }

    /// As `new`, with a name in front: of a service or of a connection's peer.
    #[track_caller]
    pub fn named(name: impl Into<Arc<str>>) -> Executor {
        Executor { name: Some(name.into()), place: Location::caller() }
    }

    fn name_of<F>(&self) -> String {
        let role = role(type_name::<F>());
        self.name.as_ref().map_or_else(|| role.to_owned(), |name| format!("{name}: {role}"))
    }
}

impl<F> rt::Executor<F> for Executor
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn execute(&self, future: F) {
        crate::sys::task::runtimes::note_sometimes();
        ::tokio::spawn(Tracked::made_at(self.place, future).named(self.name_of::<F>()));
    }
}

/// What a task is for. hyper says it in the types of its futures only; a type that a later version
/// renames has the general name.
fn role(future: &str) -> &'static str {
    let is_of = |module: &str| future.contains(module);
    if is_of("proto::h2::server::H2Stream") {
        "HTTP/2 stream"
    } else if is_of("proto::h2::client::") {
        "HTTP/2 connection"
    } else {
        "HTTP connection"
    }
}
