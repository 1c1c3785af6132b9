import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Aar.java AARS CLASSES EXPLODED: the classes of every aar of a folder go into one folder; its resources, manifest and libraries into a folder
 * of its own. Two aars with the same class in two versions end it with 3: the list of artifacts is wrong then.
 */
public class Aar {
    private final Path classes;
    private final Path exploded;
    private final Map<String, String> owner = new HashMap<>();
    private int differing;

    private Aar(Path classes, Path exploded) {
        this.classes = classes;
        this.exploded = exploded;
    }

    public static void main(String[] args) throws IOException {
        Aar all = new Aar(Path.of(args[1]), Path.of(args[2]));
        List<Path> aars;
        try (var files = Files.list(Path.of(args[0]))) {
            aars = files.filter(file -> file.toString().endsWith(".aar")).sorted().toList();
        }
        for (Path aar : aars) all.take(aar);
        System.out.println(aars.size() + " aars, " + all.owner.size() + " entries, " + all.differing + " differing");
        if (all.differing > 0) System.exit(3);
    }

    private void take(Path aar) throws IOException {
        String name = aar.getFileName().toString().replace(".aar", "");
        try (ZipFile zip = new ZipFile(aar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.isDirectory()) continue;
                String path = entry.getName();
                try (InputStream in = zip.getInputStream(entry)) {
                    if (path.equals("classes.jar") || path.startsWith("libs/")) jar(name, in);
                    else if (wanted(path)) write(exploded.resolve(name).resolve(path), in);
                }
            }
        }
    }

    private static boolean wanted(String path) {
        return path.startsWith("res/") || path.startsWith("jni/") || path.startsWith("assets/")
            || List.of("R.txt", "AndroidManifest.xml", "proguard.txt").contains(path);
    }

    private void jar(String name, InputStream in) throws IOException {
        ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.isDirectory() || entry.getName().equals("META-INF/MANIFEST.MF")) continue;
            byte[] bytes = zip.readAllBytes();
            Path target = classes.resolve(entry.getName());
            String before = owner.put(entry.getName(), name);
            if (before != null && !Arrays.equals(Files.readAllBytes(target), bytes)) {
                if (entry.getName().startsWith("META-INF/services/")) {
                    Files.write(target, bytes, StandardOpenOption.APPEND);
                    continue;
                }
                System.err.println(entry.getName() + " differs between " + before + " and " + name);
                differing++;
            }
            Files.createDirectories(target.getParent());
            Files.write(target, bytes);
        }
    }

    private static void write(Path target, InputStream in) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
