//! Tests of the vault.

mod convert;
mod kit;
mod lost;
mod rotate;
mod values;

/// What sealing costs, on one machine in one run: `cargo test -p fettle-core --lib -- --ignored --nocapture cost_of_sealing`.
#[test]
#[ignore = "prints what it measured"]
fn cost_of_sealing() {
    use crate::store::seal::Plain;
    use crate::store::tests::kit::{ME, at, open, wrote};
    use crate::store::{Seal, events};
    use std::time::Instant;
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let drafts: Vec<_> =
        (0..5_000).map(|n| wrote(n % 500, &"a line of a job, as long as they are ".repeat(12))).collect();
    let other = tempfile::tempdir().unwrap();
    let events = open(other.path()).record(ME, &drafts, at(0)).unwrap();
    let mut times = [0.0, 0.0];
    for round in 0..6 {
        let plain = round % 2 == 0;
        let start = Instant::now();
        store
            .write(|tx, shared| {
                let seal: &dyn Seal = if plain { &Plain } else { shared.seal.as_ref() };
                for event in &events {
                    events::put_sealed(tx, seal, event)?;
                }
                Ok(())
            })
            .unwrap();
        times[usize::from(!plain)] += start.elapsed().as_secs_f64();
        store.write(|tx, _| Ok(tx.execute("DELETE FROM event", [])?)).unwrap();
    }
    println!("5000 events: plain {:.3} s, sealed {:.3} s, ratio {:.2}", times[0], times[1], times[1] / times[0]);
}
