//! Connections: taken in, under TLS or not, each with its limits, until the hub stops. HTTP/1.1: phones and browsers need no more, and there
//! are fewer ways to make one connection expensive.

use super::connections::Open;
use super::{Front, Limits};
use crate::error::HubError;
use crate::hub::Hub;
use crate::server::router;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;

/// Longest wait for requests under way when the hub stops.
const LAST_REQUESTS: Duration = Duration::from_secs(30);
/// Longest headers of a request, in bytes.
const HEADER_BYTES: usize = 64 * 1024;

/// Serves until [`Hub::stop`]; requests under way are finished.
///
/// # Errors
/// [`HubError::Io`] when the listener fails for good.
pub async fn serve(hub: Arc<Hub>, listener: TcpListener) -> Result<(), HubError> {
    tokio::spawn(crate::rescue::inbox::watch(Arc::clone(&hub)));
    tokio::spawn(crate::import::inbox::watch(Arc::clone(&hub)));
    crate::watch::begin(&hub);
    let front = hub.front().clone();
    let router = router(Arc::clone(&hub));
    let (graceful, open) = (GracefulShutdown::new(), Open::default());
    let slots = Arc::new(Semaphore::new(front.limits.connections));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &slots) => accepted,
            () = hub.stopped() => break,
        };
        let Some((slot, stream, peer)) = accepted else { continue };
        // All of a proxy's connections come from one address.
        let most = if front.behind_proxy { usize::MAX } else { front.limits.per_address };
        let Some(held) = open.hold(peer.ip(), most) else {
            tracing::debug!("an address has too many connections");
            continue;
        };
        let (hub, router, front, watcher) = (Arc::clone(&hub), router.clone(), front.clone(), graceful.watcher());
        tokio::spawn(async move {
            connection(&hub, router, &front, watcher, stream, peer).await;
            drop((slot, held));
        });
    }
    drop(listener);
    let ended = timeout(LAST_REQUESTS, graceful.shutdown()).await;
    if ended.is_err() {
        tracing::warn!("stopped with requests under way");
    }
    Ok(())
}

type Accepted = (tokio::sync::OwnedSemaphorePermit, TcpStream, SocketAddr);

/// The next connection, once there is room for it; `None` to try again.
async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> Option<Accepted> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((slot, stream, peer)),
        Err(e) => {
            let passing = [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::ConnectionRefused];
            if !passing.contains(&e.kind()) {
                // Out of descriptors or memory: others have to end first.
                tracing::error!(error = %e, "no connection could be taken in");
                sleep(Duration::from_secs(1)).await;
            }
            None
        }
    }
}

async fn connection(hub: &Hub, router: Router, front: &Front, watcher: Watcher, stream: TcpStream, peer: SocketAddr) {
    // Announcements are small and should not wait for more.
    stream.set_nodelay(true).ok();
    let mut stream = Box::pin(TimeoutStream::new(stream));
    stream.as_mut().set_write_timeout_pinned(Some(front.limits.reader));
    let Some(config) = &front.tls else {
        return speak(stream, router, &front.limits, watcher, peer).await;
    };
    let handshake = timeout(front.limits.handshake, TlsAcceptor::from(Arc::clone(config)).accept(stream));
    let stream = tokio::select! {
        done = handshake => done,
        () = hub.stopped() => return,
    };
    match stream {
        Ok(Ok(stream)) => speak(Box::pin(stream), router, &front.limits, watcher, peer).await,
        // Scanners, and phones that know another key: nothing that an operator can act on one by one.
        Ok(Err(e)) => tracing::debug!(error = %e, "no TLS came about"),
        Err(_) => tracing::debug!("no TLS came about in time"),
    }
}

/// One connection to its end.
pub(super) async fn speak<S>(stream: Pin<Box<S>>, router: Router, limits: &Limits, watcher: Watcher, peer: SocketAddr)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_header_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(e) = watcher.watch(connection).await {
        tracing::debug!(error = %e, "a connection broke");
    }
}
