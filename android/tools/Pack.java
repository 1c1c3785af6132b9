import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Pack.java pack OUT BASE FOLDER: an APK of what aapt2 linked (BASE) and of a folder, aligned as Android maps it: libraries stored on pages of
 * 16 KB, everything else that is stored on 4 bytes. Not zipalign: Debian's knows pages of 4 KB only. No signature: apksigner puts it in, and
 * keeps the alignment that the entries name.
 * Pack.java show APK: what is in it, by kind; ends with 3 where an entry lies elsewhere than Android needs it.
 */
public class Pack {
    private static final int PAGE = 16384;
    /** The extra field in which an entry says its alignment, as zipalign and apksigner know it. */
    private static final short ALIGNMENT_FIELD = (short) 0xd935;
    private static final int LOCAL_HEADER = 30;

    public static void main(String[] args) throws IOException {
        if (args[0].equals("pack")) pack(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
        else show(Path.of(args[1]));
    }

    private static void pack(Path out, Path base, Path folder) throws IOException {
        var counted = new Counted(out);
        try (ZipOutputStream zip = new ZipOutputStream(counted)) {
            try (ZipFile linked = new ZipFile(base.toFile())) {
                for (ZipEntry entry : Collections.list(linked.entries())) {
                    put(zip, counted, entry.getName(), linked.getInputStream(entry).readAllBytes(), entry.getMethod() == ZipEntry.STORED);
                }
            }
            List<Path> files;
            try (var all = Files.walk(folder)) {
                files = all.filter(Files::isRegularFile).sorted().toList();
            }
            for (Path file : files) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                put(zip, counted, name, Files.readAllBytes(file), name.endsWith(".so"));
            }
        }
    }

    private static void put(ZipOutputStream zip, Counted out, String name, byte[] bytes, boolean stored) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // The same content gives the same APK, whenever it is made; the local time, so that no zone gets into it.
        entry.setTimeLocal(java.time.LocalDateTime.of(2008, 1, 1, 0, 0));
        if (stored) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCompressedSize(bytes.length);
            entry.setCrc(crc.getValue());
            zip.flush();
            int alignment = alignment(name);
            long data = out.count + LOCAL_HEADER + name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 6;
            int padding = (int) ((alignment - data % alignment) % alignment);
            ByteBuffer field = ByteBuffer.allocate(6 + padding).order(ByteOrder.LITTLE_ENDIAN);
            field.putShort(ALIGNMENT_FIELD).putShort((short) (2 + padding)).putShort((short) alignment);
            entry.setExtra(field.array());
        }
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static int alignment(String name) {
        return name.endsWith(".so") ? PAGE : 4;
    }

    private static void show(Path apk) throws IOException {
        var sizes = new TreeMap<String, long[]>();
        int wrong = 0;
        try (ZipFile zip = new ZipFile(apk.toFile()); RandomAccessFile file = new RandomAccessFile(apk.toFile(), "r")) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                long[] sum = sizes.computeIfAbsent(kind(entry.getName()), kind -> new long[3]);
                sum[0]++;
                sum[1] += entry.getSize();
                sum[2] += entry.getCompressedSize();
            }
            wrong = misplaced(file);
        }
        System.out.printf("%-52s %6s %12s %12s%n", apk.getFileName(), "files", "bytes", "in the APK");
        sizes.forEach((kind, sum) -> System.out.printf("  %-50s %6d %,12d %,12d%n", kind, sum[0], sum[1], sum[2]));
        System.out.printf("  %-50s %6s %12s %,12d%n", "the file", "", "", Files.size(apk));
        if (wrong > 0) System.exit(3);
    }

    /** Reads the central directory itself: java.util.zip does not say where an entry's bytes lie. */
    private static int misplaced(RandomAccessFile file) throws IOException {
        byte[] all = new byte[(int) file.length()];
        file.readFully(all);
        ByteBuffer at = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        int end = all.length - 22;
        while (at.getInt(end) != 0x06054b50) end--;
        int entries = at.getShort(end + 10) & 0xffff;
        int place = at.getInt(end + 16);
        int wrong = 0;
        for (int i = 0; i < entries; i++) {
            int nameLength = at.getShort(place + 28) & 0xffff;
            String name = new String(all, place + 46, nameLength, java.nio.charset.StandardCharsets.UTF_8);
            int local = at.getInt(place + 42);
            int data = local + LOCAL_HEADER + (at.getShort(local + 26) & 0xffff) + (at.getShort(local + 28) & 0xffff);
            boolean stored = at.getShort(place + 10) == ZipEntry.STORED;
            boolean mustBeStored = name.endsWith(".so") || name.equals("resources.arsc");
            if ((mustBeStored && !stored) || (stored && data % alignment(name) != 0)) {
                System.err.println(name + " lies at " + data + (stored ? "" : ", compressed"));
                wrong++;
            }
            place += 46 + nameLength + (at.getShort(place + 30) & 0xffff) + (at.getShort(place + 32) & 0xffff);
        }
        return wrong;
    }

    private static String kind(String name) {
        if (name.startsWith("lib/")) return name;
        if (name.endsWith(".dex")) return "classes (*.dex)";
        if (name.startsWith("res/") || name.equals("resources.arsc")) return "resources";
        return name.startsWith("META-INF/") ? "META-INF" : name;
    }

    /** Knows how far it has written. */
    private static class Counted extends java.io.BufferedOutputStream {
        long count;

        Counted(Path out) throws IOException {
            super(Files.newOutputStream(out));
        }

        @Override
        public synchronized void write(int b) throws IOException {
            count++;
            super.write(b);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) throws IOException {
            count += length;
            super.write(bytes, from, length);
        }
    }
}
