//! actix-web, which runs each handler on the `LocalSet` of a worker.

use crate::{event, wait, waits};
use actix_web::{App, HttpServer, web};
use gmr::Traced;
use gmr_green::{eventually, turn};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use tokio::sync::Notify;

async fn slow(event: web::Data<Notify>) -> &'static str {
    wait(&event).traced_as("a handler of actix").await
}

/// Runs a server on its own thread; says how to stop it.
fn serve(listener: TcpListener, event: Arc<Notify>) -> actix_web::dev::ServerHandle {
    let (handle, handles) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let event = web::Data::from(event);
        let app = move || App::new().app_data(event.clone()).route("/slow", web::get().to(slow));
        actix_web::rt::System::new().block_on(async {
            let server = HttpServer::new(app).workers(1).disable_signals().listen(listener);
            let server = server.unwrap().run();
            handle.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    handles.recv().unwrap()
}

#[test]
fn a_handler_of_actix_shows_where_it_waits() {
    let _turn = turn();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (waited, event) = event();
    let server = serve(listener, waited);
    stream.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    eventually("the handler", |tasks| waits(tasks, "a handler of actix"));
    event.notify_one();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("at last"), "{answer}");
    futures::executor::block_on(server.stop(false));
}
