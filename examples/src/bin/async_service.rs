//! A web service in which everything hangs that can: two transfers wait for each other, a statement
//! blocks the thread that serves it, an export waits for a permit that nobody gives back, and a
//! quote comes from a bank that does not answer.
//!
//! It is its own customers. Once they all wait it prints `pid <n>`, and goes on until it is
//! stopped: `kill -USR2 <n>` shows what is wrong, and where.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::routing::get;
use gmr::Traced as _;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::sync::{Barrier, Mutex, Semaphore};

/// What everybody owns; a transfer keeps both accounts until it is done.
static ACCOUNTS: LazyLock<BTreeMap<&str, Mutex<i64>>> =
    LazyLock::new(|| BTreeMap::from([("ann", Mutex::new(100)), ("bob", Mutex::new(100))]));

/// Only so many exports at a time: they are large.
static EXPORTS: Semaphore = Semaphore::const_new(1);

/// Two transfers meet here, so that what goes wrong once a month goes wrong at once.
static LIMITS: LazyLock<Barrier> = LazyLock::new(|| Barrier::new(2));

type Answer = Result<String, StatusCode>;

#[derive(Clone)]
struct Bank {
    address: SocketAddr,
    client: Client<HttpConnector, Body>,
}

fn account(name: &str) -> Result<&'static Mutex<i64>, StatusCode> {
    ACCOUNTS.get(name).ok_or(StatusCode::NOT_FOUND)
}

/// The first mistake: each transfer locks the accounts in an order of its own.
async fn transfer(Path((from, to)): Path<(String, String)>) -> Answer {
    let mut giver = account(&from)?.lock().await;
    within_limits().await;
    let mut taker = account(&to)?.lock().await; // stuck: the other transfer has it
    (*giver, *taker) = (*giver - 1, *taker + 1);
    Ok(format!("{from} has {giver}, {to} has {taker}\n"))
}

async fn within_limits() {
    LIMITS.wait().await;
}

/// The second mistake: a permit is forgotten, and so never comes back.
async fn export() -> Answer {
    let permit = EXPORTS.acquire().await; // stuck: the only permit has leaked
    let permit = permit.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    permit.forget();
    Ok("all accounts\n".to_owned())
}

/// The third mistake: nothing says how long to wait for an answer.
async fn quote(State(bank): State<Bank>) -> Answer {
    let uri = Uri::builder().scheme("http").authority(bank.address.to_string());
    let uri = uri.path_and_query("/quote").build().map_err(|_| StatusCode::BAD_REQUEST)?;
    let answer = bank.client.get(uri).await; // stuck: the bank does not answer
    answer.map(|answer| format!("{}\n", answer.status())).map_err(|_| StatusCode::BAD_GATEWAY)
}

/// The fourth mistake: an async function that calls what blocks.
async fn statement(State(bank): State<Bank>) -> Answer {
    archived(bank.address).map_err(|_| StatusCode::BAD_GATEWAY)
}

fn archived(bank: SocketAddr) -> io::Result<String> {
    let mut text = String::new();
    TcpStream::connect(bank)?.read_to_string(&mut text)?; // stuck: it blocks a worker
    Ok(text)
}

/// Nothing is wrong with this one: it waits as it should.
#[gmr::task(name = "sweeper", detail("every {interval:?}"))]
async fn sweep(interval: Duration) {
    loop {
        tokio::time::sleep(interval).await; // in order: it has nothing to do
    }
}

/// Asks the service as a browser would.
async fn ask(service: SocketAddr, path: &'static str) -> Option<StatusCode> {
    // An executor of gmr's: the connection is a task that the report shows.
    let executor = gmr::task::hyper::Executor::named("customer");
    let client: Client<_, Body> = Client::builder(executor).build_http();
    let uri = format!("http://{service}{path}").parse().ok()?;
    let answer = client.get(uri).await.ok()?; // stuck: the service does not answer
    Some(answer.status())
}

#[gmr::main]
#[tokio::main(worker_threads = 4)]
async fn main() -> io::Result<()> {
    // It listens, so that everybody is connected, and never accepts.
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let client = Client::builder(gmr::task::hyper::Executor::named("bank")).build_http();
    let bank = Bank { address: silent.local_addr()?, client };
    let app = Router::new()
        .route("/transfer/{from}/{to}", get(transfer))
        .route("/export", get(export))
        .route("/quote", get(quote))
        .route("/statement", get(statement))
        .with_state(bank)
        // Each request is a task, named by its method and path.
        .layer(gmr::task::tower::Layer::new());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let service = listener.local_addr()?;
    let server = gmr::spawn(async move { axum::serve(listener, app).await });
    // These are tasks of gmr's already.
    tokio::spawn(sweep(Duration::from_hours(1)));
    let customer = |path| {
        tokio::spawn(ask(service, path).traced_as("customer").detail(path));
    };

    // The first export is answered; nobody sees that it kept the permit.
    ask(service, "/export").await;
    ["/export", "/quote", "/transfer/ann/bob", "/transfer/bob/ann"].into_iter().for_each(customer);
    // Until they all wait, and for long enough to be suspicious.
    let a_while = Duration::from_millis(500);
    tokio::time::sleep(a_while).await;
    customer("/statement");
    // It may block the worker that looks after the timers of all: no sleep of tokio's ends then.
    std::thread::sleep(a_while);
    println!("listen {service}");
    println!("pid {}", std::process::id());
    server.await?
}
