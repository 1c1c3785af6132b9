//! A slow line between a real phone and a real hub: throttled both ways, late, with stalls as of lost packets, and cut now and then.

use crate::district::{District, district};
use crate::phone::Phone;
use fettle_core::domain::jobs::{Job, JobEvent, Photo, PhotoAdded};
use fettle_core::kernel::Draft;
use fettle_core::kernel::fold::time;
use fettle_hub::testing::TestHub;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, sleep_until, timeout};

/// How bad a line is.
#[derive(Clone, Copy)]
struct Bad {
    bytes_a_second: u64,
    one_way: Duration,
    /// One segment of so many is lost: it comes a retransmission later.
    lost_of: u64,
    /// One segment of so many takes the connection with it.
    cut_of: u64,
}

/// Bytes of a segment on the line.
const SEGMENT: usize = 1_400;

struct Line {
    address: String,
}

impl Line {
    async fn to(hub: &str, bad: Bad) -> Self {
        let hub = hub.strip_prefix("http://").expect("an address").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        // All connections share the line, each way.
        let free = [Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0))];
        let (began, drawn) = (Instant::now(), Arc::new(AtomicU64::new(0)));
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                // What the phone has in the system's buffers it takes for sent: on a slow line that is little.
                phone.set_nodelay(true).ok();
                let Ok(hub) = TcpStream::connect(&hub).await else { continue };
                let ((from_phone, to_phone), (from_hub, to_hub)) = (phone.into_split(), hub.into_split());
                for (from, to, free) in [(from_phone, to_hub, &free[0]), (from_hub, to_phone, &free[1])] {
                    let way = Way { bad, began, free: Arc::clone(free), drawn: Arc::clone(&drawn) };
                    tokio::spawn(way.carry(from, to));
                }
            }
        });
        Self { address }
    }
}

struct Way {
    bad: Bad,
    began: Instant,
    /// When the line is free again, microseconds after `began`.
    free: Arc<AtomicU64>,
    drawn: Arc<AtomicU64>,
}

impl Way {
    /// One of `of`, the same in every run.
    fn strikes(&self, of: u64) -> bool {
        let n = self.drawn.fetch_add(1, Ordering::SeqCst);
        (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33).is_multiple_of(of)
    }
    async fn carry(self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut segment = vec![0; SEGMENT];
        while let Ok(length @ 1..) = from.read(&mut segment).await {
            let micros = length as u64 * 1_000_000 / self.bad.bytes_a_second;
            let now = u64::try_from(self.began.elapsed().as_micros()).expect("a span");
            let from_then = self.free.fetch_max(now, Ordering::SeqCst).max(now);
            self.free.fetch_add(micros, Ordering::SeqCst);
            let mut arrives = self.began + Duration::from_micros(from_then + micros);
            if self.strikes(self.bad.lost_of) {
                // In order, so everything behind it waits too.
                arrives += self.bad.one_way * 3;
            }
            sleep_until(arrives.into()).await;
            if self.strikes(self.bad.cut_of) {
                break;
            }
            sleep(self.bad.one_way / 8).await;
            if to.write_all(segment.get(..length).unwrap_or_default()).await.is_err() {
                break;
            }
        }
        to.shutdown().await.ok();
    }
}

/// An engineer with ten photos that wait, on such a line.
async fn with_ten_photos(bad: Bad) -> (TestHub, District, Phone) {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let line = Line::to(&hub.address, bad).await;
    let phone = Phone::enrolled_over(&hub, d.company.engineer, &line.address).await;
    let store = phone.app.store();
    for n in 0..10u8 {
        // As large as a camera's picture is after the core made it smaller; what it shows is nobody's business here.
        let bytes: Vec<u8> = (0..400_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8 ^ n).collect();
        let blob = store.put_blob(&bytes, "image/jpeg").expect("kept");
        let photo =
            Photo { blob: blob.clone(), thumbnail: None, caption: String::new(), taken_at: time(1), gallery: None };
        let added = JobEvent::PhotoAdded(PhotoAdded { photo, equipment: None });
        let draft = Draft::new(job.into(), &added).with_blobs([blob]);
        store.record(phone.person, &[draft], phone.app.platform().clock.now()).expect("recorded");
    }
    (hub, d, phone)
}

/// How long a new job was on its way beside the photos; nothing where it did not come.
async fn arrival(hub: &TestHub, d: &District, phone: &Phone, within: Duration) -> Option<Duration> {
    let playing = async {
        loop {
            phone.app.sync_once().await.expect("a session");
        }
    };
    let working = async {
        sleep(Duration::from_secs(3)).await;
        let job = d.call(hub, vec![d.company.engineer]).await;
        let began = Instant::now();
        let there = async {
            while phone.get::<Job>(job).is_none() {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(within, there).await.ok().map(|()| began.elapsed())
    };
    tokio::select! {
        () = playing => None,
        arrived = working => arrived,
    }
}

/// The line of the promise itself: 8 kB/s, 300 ms, 5 % lost. In real time, so only when it is asked for.
#[ignore = "minutes of real time"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_8_kilobytes_a_second_a_new_job_arrives_within_a_minute_beside_ten_photos() {
    let bad = Bad { bytes_a_second: 8_000, one_way: Duration::from_millis(150), lost_of: 20, cut_of: 400 };
    let (hub, d, phone) = with_ten_photos(bad).await;
    let waiting = phone.app.store().counts().expect("read").blobs_up;
    let arrived = arrival(&hub, &d, &phone, Duration::from_secs(60)).await;
    println!("{waiting} files waited, the job arrived after {arrived:?}");
    assert!(arrived.is_some());
    assert!(phone.app.store().counts().expect("read").blobs_up > 0, "beside photos that still wait");
}

/// The same line ten times as fast in everything, with the bound as it is: what comes only behind the photos comes too late.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_job_does_not_wait_for_photos() {
    let bad = Bad { bytes_a_second: 80_000, one_way: Duration::from_millis(15), lost_of: 20, cut_of: 400 };
    let (hub, d, phone) = with_ten_photos(bad).await;
    let before = phone.app.store().counts().expect("read").blobs_up;
    assert!(arrival(&hub, &d, &phone, Duration::from_secs(60)).await.is_some());
    assert!(phone.app.store().counts().expect("read").blobs_up > 0, "{before} files waited, and some still do");
}
