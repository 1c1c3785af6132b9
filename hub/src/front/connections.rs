//! How much one address may take up: connections at once, requests a second.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::Instant;

/// The address that a request came from, for limits on tries; never logged beside a person.
#[derive(Debug, Clone)]
pub struct Address(pub String);

/// The part of an address that stands for one customer of a provider: an IPv6 network of /64 has as many addresses as one likes.
pub(crate) fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// Connections that are open, by address.
#[derive(Debug, Default, Clone)]
pub(super) struct Open(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One open connection; gone with the value.
#[derive(Debug)]
pub(super) struct Held(Open, IpAddr);

impl Open {
    /// One more from `address`; `None` when it has `most` already.
    pub(super) fn hold(&self, address: IpAddr, most: usize) -> Option<Held> {
        let address = counted(address);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Held(self.clone(), address))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut all = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.1);
            }
        }
    }
}

/// Seconds of requests that may come at once.
const BURST: f64 = 10.0;
/// Addresses remembered in one turn; there are two turns.
const MOST_ADDRESSES: usize = 25_000;

/// A bucket of requests for each address, refilled steadily. A bucket that nobody took from for [`BURST`] seconds is full again, and a full one
/// need not be remembered: so what was asked in this turn and in the one before it is all there is to know. A turn ends after that time, or
/// sooner when more addresses ask than are remembered; who has so many gains by it no more than each of them has anyway. No request costs
/// more than another, however many addresses ask.
#[derive(Debug, Default)]
pub(crate) struct Buckets(Mutex<Turns>);

#[derive(Debug, Default)]
struct Turns {
    began: Option<Instant>,
    now: HashMap<IpAddr, (f64, Instant)>,
    before: HashMap<IpAddr, (f64, Instant)>,
}

impl Buckets {
    /// Whether `address` may ask once more at `now`, at `rate` requests a second.
    pub(crate) fn take(&self, address: IpAddr, rate: u32, now: Instant) -> bool {
        let (rate, address) = (f64::from(rate), counted(address));
        let level = |(left, at): (f64, Instant)| {
            now.saturating_duration_since(at).as_secs_f64().mul_add(rate, left).min(rate * BURST)
        };
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let began = *turns.began.get_or_insert(now);
        if turns.now.len() >= MOST_ADDRESSES || now.saturating_duration_since(began).as_secs_f64() >= BURST {
            turns.before = std::mem::take(&mut turns.now);
            turns.began = Some(now);
        }
        let known = turns.now.get(&address).or_else(|| turns.before.get(&address)).copied();
        let left = known.map_or(rate * BURST, level);
        let may = left >= 1.0;
        turns.now.insert(address, (if may { left - 1.0 } else { left }, now));
        may
    }
    #[cfg(test)]
    fn remembered(&self) -> usize {
        let turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.now.len() + turns.before.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn an_ipv6_network_counts_as_one_and_a_bucket_refills() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let open = Open::default();
        let one = open.hold(ip("2001:db8::1"), 2).unwrap();
        let _two = open.hold(ip("2001:db8::2"), 2).unwrap();
        assert!(open.hold(ip("2001:db8::3"), 2).is_none());
        assert!(open.hold(ip("2001:db8:0:1::3"), 2).is_some());
        drop(one);
        assert!(open.hold(ip("2001:db8::4"), 2).is_some());

        let (buckets, start) = (Buckets::default(), Instant::now());
        let taken = (0..100).filter(|_| buckets.take(ip("10.0.0.1"), 2, start)).count();
        assert_eq!(taken, 20, "ten seconds' worth at once");
        assert!(buckets.take(ip("::ffff:10.0.0.2"), 2, start), "another address has its own");
        assert!(!buckets.take(ip("::ffff:10.0.0.1"), 2, start), "the same one written otherwise has not");
        assert!(buckets.take(ip("10.0.0.1"), 2, start + Duration::from_millis(600)));
        assert!(!buckets.take(ip("10.0.0.1"), 2, start + Duration::from_millis(600)));
    }

    #[test]
    fn a_flood_of_addresses_is_not_remembered_for_good_and_frees_nobody_who_is_still_asking() {
        let ip = |n: u32| IpAddr::from(std::net::Ipv4Addr::from(n));
        let (buckets, start) = (Buckets::default(), Instant::now());
        let greedy = ip(1);
        assert_eq!((0..30).filter(|_| buckets.take(greedy, 1, start)).count(), 10);
        for n in 0..300_000_u32 {
            assert!(buckets.take(ip(1_000 + n), 1, start));
            if n % 20_000 == 0 {
                assert!(!buckets.take(greedy, 1, start), "it asks on, and is remembered from turn to turn");
            }
            assert!(buckets.remembered() <= 2 * MOST_ADDRESSES);
        }
        // Quiet for so long that its bucket is full: whether it is remembered makes no difference.
        let later = start + Duration::from_secs(11);
        assert_eq!((0..30).filter(|_| buckets.take(greedy, 1, later)).count(), 10);
        assert!(buckets.take(ip(7), 1, later + Duration::from_secs(11)));
        assert!(buckets.remembered() <= MOST_ADDRESSES + 2, "a turn is over after ten seconds");
    }
}
