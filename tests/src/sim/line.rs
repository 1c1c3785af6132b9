//! The line between the hub and the server of its database: what the hub says on it is counted, and it breaks where a fault is planned, as the
//! hub's process would end there. The server's half of a broken connection is closed in order, so that it ends what was begun on it.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The line. Clones are the same one.
#[derive(Debug, Clone)]
pub struct Line {
    inner: Arc<Inner>,
    port: u16,
}

#[derive(Debug)]
struct Inner {
    /// Where the server listens, as host and port.
    server: String,
    state: Mutex<State>,
    /// Changes whenever all connections break.
    breaks: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    /// So many messages of the hub until it dies; the last one may still arrive.
    kill: Option<(u64, bool)>,
    dead: bool,
}

/// What becomes of a message.
enum Fate {
    Goes,
    /// The hub dies with it; whether it still arrives.
    Last(bool),
}

impl Line {
    /// A line to the server that listens at `server`; it goes with the runtime.
    pub async fn lay(server: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let breaks = watch::channel(0).0;
        let inner = Arc::new(Inner { server: server.to_owned(), state: Mutex::default(), breaks });
        let line = Self { inner: Arc::clone(&inner), port };
        tokio::spawn(async move {
            while let Ok((hub, _)) = listener.accept().await {
                if !inner.state().dead {
                    tokio::spawn(carry(Arc::clone(&inner), hub));
                }
            }
        });
        line
    }
    /// Where the hub finds it, on this machine.
    pub fn port(&self) -> u16 {
        self.port
    }
    /// The hub dies with the message of this number, counted from now on; `arrives`: it still reaches the server, only its answer does not come.
    pub fn kill(&self, message: u64, arrives: bool) {
        self.inner.state().kill = Some((message.max(1), arrives));
    }
    /// Nothing goes wrong from now on, and a hub that died may connect again.
    pub fn heal(&self) {
        *self.inner.state() = State::default();
    }
    /// Whether the planned fault has struck.
    pub fn dead(&self) -> bool {
        self.inner.state().dead
    }
    /// All connections break, and new ones are taken: the server was started again.
    pub fn cut(&self) {
        self.inner.breaks.send_modify(|count| *count += 1);
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn next(&self) -> Fate {
        let mut state = self.state();
        if state.dead {
            return Fate::Last(false);
        }
        match &mut state.kill {
            None => Fate::Goes,
            Some((1, arrives)) => Fate::Last(*arrives),
            Some((left, _)) => {
                *left -= 1;
                Fate::Goes
            }
        }
    }
    fn die(&self) {
        self.state().dead = true;
        self.breaks.send_modify(|count| *count += 1);
    }
}

async fn carry(inner: Arc<Inner>, hub: TcpStream) {
    let mut breaks = inner.breaks.subscribe();
    let Ok(server) = TcpStream::connect(&inner.server).await else { return };
    // Questions and answers are short: none waits for more.
    hub.set_nodelay(true).and_then(|()| server.set_nodelay(true)).expect("sockets");
    let ((from_hub, mut to_hub), (mut from_server, mut to_server)) = (hub.into_split(), server.into_split());
    tokio::select! {
        // Whichever side ends first, or breaks, ends both.
        _ = up(&inner, from_hub, &mut to_server) => {}
        _ = tokio::io::copy(&mut from_server, &mut to_hub) => {}
        _ = breaks.changed() => {}
    }
    drop(to_hub);
    // The server takes in what has arrived before it sees the end.
    to_server.shutdown().await.ok();
    tokio::io::copy(&mut from_server, &mut tokio::io::sink()).await.ok();
}

/// What the hub says, message by message: a letter and a length, but for the first one, which has no letter.
async fn up(inner: &Inner, from: OwnedReadHalf, to: &mut OwnedWriteHalf) -> io::Result<()> {
    let (mut from, mut to) = (BufReader::new(from), BufWriter::new(to));
    let mut message = Vec::new();
    let mut head = 4;
    loop {
        message.resize(head, 0);
        from.read_exact(&mut message).await?;
        let length: [u8; 4] = message[head - 4..].try_into().map_err(io::Error::other)?;
        let length = usize::try_from(u32::from_be_bytes(length)).map_err(io::Error::other)?;
        message.resize((head - 4 + length).max(head), 0);
        from.read_exact(&mut message[head..]).await?;
        head = 5;
        match inner.next() {
            Fate::Goes => to.write_all(&message).await?,
            Fate::Last(arrives) => {
                if arrives {
                    to.write_all(&message).await?;
                }
                to.flush().await?;
                inner.die();
                return Ok(());
            }
        }
        if from.buffer().is_empty() {
            to.flush().await?;
        }
    }
}
