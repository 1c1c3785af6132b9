//! The wire between phones and hub: TCP through this process, with a weather that changes.

use fettle_tests::kills::Dice;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// What becomes of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    /// Everything passes.
    Fair,
    /// New connections are closed at once.
    Closed,
    /// Nothing passes, and nobody says so.
    Stalled,
    /// Connections break after some bytes.
    Breaking,
    /// Nothing comes back: the hub hears, the phone does not.
    OneWay,
}

struct Shared {
    hub: Vec<u16>,
    dice: Mutex<Dice>,
    healed: AtomicBool,
    cuts: AtomicU64,
}

impl Shared {
    fn between(&self, low: u64, high: u64) -> u64 {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).between(low, high)
    }
    fn port(&self) -> u16 {
        let which = usize::try_from(self.between(0, self.hub.len() as u64)).unwrap_or(0);
        self.hub.get(which).or(self.hub.first()).copied().unwrap_or(0)
    }
    fn cut(&self) {
        self.cuts.fetch_add(1, Ordering::Relaxed);
    }
}

/// The wire. It ends with the runtime.
pub struct Wire {
    /// Where phones reach the hub.
    pub address: String,
    shared: Arc<Shared>,
}

impl Wire {
    /// To the hub at ports of this machine, each connection to one of them.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn to(hub: Vec<u16>, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let dice = Mutex::new(Dice::new(seed ^ 0x77_69_72_65));
        let shared = Arc::new(Shared { hub, dice, healed: AtomicBool::new(false), cuts: AtomicU64::new(0) });
        let (sender, weather) = watch::channel(Weather::Fair);
        tokio::spawn(change(Arc::clone(&shared), sender));
        let own = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                tokio::spawn(carry(phone, Arc::clone(&own), weather.clone()));
            }
        });
        Ok(Self { address, shared })
    }
    /// Fair weather from now on.
    pub fn heal(&self) {
        self.shared.healed.store(true, Ordering::SeqCst);
    }
    /// Connections that were refused, stalled or broken.
    pub fn cuts(&self) -> u64 {
        self.shared.cuts.load(Ordering::Relaxed)
    }
}

async fn change(shared: Arc<Shared>, weather: watch::Sender<Weather>) {
    while !shared.healed.load(Ordering::SeqCst) {
        weather.send_replace(Weather::Fair);
        sleep(Duration::from_millis(shared.between(500, 4_000))).await;
        let bad = match shared.between(0, 6) {
            0 => Weather::Closed,
            1 => Weather::Stalled,
            2 => Weather::OneWay,
            _ => Weather::Breaking,
        };
        weather.send_replace(bad);
        sleep(Duration::from_millis(shared.between(200, 2_500))).await;
    }
    weather.send_replace(Weather::Fair);
}

/// The connection broke.
struct Cut;

async fn carry(phone: TcpStream, shared: Arc<Shared>, weather: watch::Receiver<Weather>) {
    let now = *weather.borrow();
    if now == Weather::Closed {
        return shared.cut();
    }
    // A hub that is being restarted: the phone finds nobody.
    let Ok(hub) = TcpStream::connect(("127.0.0.1", shared.port())).await else { return };
    let budget = || if now == Weather::Breaking { shared.between(1, 60_000) } else { u64::MAX };
    let (up, down) = (budget(), budget());
    let ((from_phone, to_phone), (from_hub, to_hub)) = (phone.into_split(), hub.into_split());
    let there = pump(from_phone, to_hub, up, weather.clone(), false);
    let back = pump(from_hub, to_phone, down, weather, true);
    if tokio::try_join!(there, back).is_err() {
        shared.cut();
    }
}

/// Carries bytes until their end, `budget` of them at most.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut budget: u64,
    mut weather: watch::Receiver<Weather>,
    back: bool,
) -> Result<(), Cut> {
    let mut piece = vec![0; 16 * 1024];
    loop {
        // A peer that was killed is no cut of the wire.
        let Ok(read) = from.read(&mut piece).await else { return Ok(()) };
        if read == 0 {
            to.shutdown().await.ok();
            return Ok(());
        }
        let held = |weather: Weather| weather == Weather::Stalled || (back && weather == Weather::OneWay);
        if held(*weather.borrow_and_update()) {
            // Nothing that was held comes through later: the phone gave up by then or starts over.
            tokio::time::timeout(Duration::from_secs(5), weather.changed()).await.ok();
            return Err(Cut);
        }
        let passes = read.min(usize::try_from(budget).unwrap_or(usize::MAX));
        let Some(bytes) = piece.get(..passes) else { return Err(Cut) };
        if to.write_all(bytes).await.is_err() {
            return Ok(());
        }
        budget -= u64::try_from(passes).unwrap_or(budget);
        if budget == 0 {
            return Err(Cut);
        }
    }
}
