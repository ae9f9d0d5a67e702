//! A future that is a task.

use super::names;
use crate::section::short_text;
use crate::sys::task::{About, Handle};
use pin_project_lite::pin_project;
use std::any::type_name;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

pin_project! {
    /// A future, or a stream, that a report shows as a task for as long as it lives.
    ///
    /// It is as `Send` as what it wraps, and does the same. A report may poll it once or twice more
    /// than its executor had a reason to: any future has to bear that.
    #[must_use = "futures do nothing unless they are polled"]
    pub struct Tracked<F> {
        // Dropped before the handle: a task is listed until nothing is left of it.
        #[pin]
        pub(super) future: F,
        pub(super) handle: Handle,
    }

    impl<F> PinnedDrop for Tracked<F> {
        fn drop(this: Pin<&mut Self>) {
            this.project().handle.dropping();
        }
    }
}

/// What the tasks of one type have in common.
struct Of<F>(PhantomData<F>);

impl<F> Of<F> {
    const ABOUT: &'static About = &About { type_name: type_name::<F>, size: size_of::<F>() };
}

impl<F> Tracked<F> {
    /// Makes a task of a future; the report shows where this is called.
    #[track_caller]
    #[inline]
    pub fn new(future: F) -> Self {
        Tracked::made_at(Location::caller(), future)
    }

    #[inline]
    pub(super) fn made_at(place: &'static Location<'static>, future: F) -> Self {
        Tracked { future, handle: Handle::new(Of::<F>::ABOUT, place) }
    }

    /// Names the task; without, its type names it. Secrets in the name are masked.
    pub fn named(self, name: impl Into<Box<str>>) -> Self {
        self.handle.name(names::shown(&name.into()));
        self
    }

    /// Tells the task from others of its name; secrets in it are masked.
    ///
    /// ```
    /// # let request = 7;
    /// let task = gmr::task::Tracked::new(async {}).named("worker").detail(format_args!("#{request}"));
    /// # drop(task);
    /// ```
    pub fn detail(self, detail: impl Display) -> Self {
        self.handle.detail(short_text(format_args!("{detail}"), names::MOST).into());
        self
    }

    /// Keeps reports from waking the task: it is listed with its age and its polls, and without
    /// where it waits.
    ///
    /// For executors whose wakers work on one thread only, such as monoio: elsewhere a report
    /// wakes each task that waits, from a thread of its own.
    ///
    /// ```
    /// use gmr::Traced;
    ///
    /// let task = async {}.traced_as("accept").not_asked();
    /// # drop(task);
    /// ```
    pub fn not_asked(self) -> Self {
        self.handle.spare();
        self
    }

    /// The number by which a report calls the task; no other task of the process has it.
    #[inline]
    pub fn id(&self) -> u64 {
        self.handle.id()
    }
}

impl<F: Future> Future for Tracked<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        this.handle.poll(context, |context| this.future.as_mut().poll(context))
    }
}

impl<F> fmt::Debug for Tracked<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracked").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// Makes tasks of futures and streams; import it for its methods.
pub trait Traced: Sized {
    /// A task that a report shows as what its future is.
    ///
    /// ```
    /// use gmr::Traced;
    /// # fn spawn<F>(_: F) {}
    ///
    /// spawn(std::future::pending::<()>().traced());
    /// ```
    #[track_caller]
    #[inline]
    fn traced(self) -> Tracked<Self> {
        Tracked::new(self)
    }

    /// A task with a name, as [`Tracked::named`].
    #[track_caller]
    #[inline]
    fn traced_as(self, name: impl Into<Box<str>>) -> Tracked<Self> {
        Tracked::new(self).named(name)
    }
}

impl<F> Traced for F {}
