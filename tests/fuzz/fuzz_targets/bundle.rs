#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| fettle_probes::bundle::bundle(data));
