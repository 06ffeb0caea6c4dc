import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import java.util.Set;
import org.h2.mvstore.MVStore;

/** A MongoDB-compatible store in one file: FILE HOST PORT. */
class MongoStore {
    private static final Set<String> READS = Set.of("hello", "ismaster", "ping", "find", "aggregate", "count", "distinct",
        "getmore", "buildinfo", "listcollections", "listindexes", "listdatabases", "endsessions", "killcursors");

    /**
     * The protocol of MongoDB 5.0. The server's own MONGO_5_0 says the wire version of 4.2, which drivers of today refuse (PyMongo
     * since 4.18 wants that of 4.4). It promises no sessions, in any version: drivers ask for none, and retry no writes.
     */
    private static final MongoVersion VERSION = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    };

    /** The longest that a start may take to give back the space of what was overwritten. */
    private static final int COMPACT_MS = 500;

    public static void main(String[] args) {
        // Left to itself the store writes once a second, after it has acknowledged.
        MVStore store = new MVStore.Builder().fileName(args[0]).autoCommitDisabled().open();
        store.compactFile(COMPACT_MS);
        H2Backend backend = new H2Backend(store) {
            @Override
            public Document handleMessage(MongoMessage message) {
                Document answer;
                try {
                    answer = super.handleMessage(message);
                } finally {
                    // After a write that failed, as on a full disk, the store has closed itself and answers errors for ever.
                    if (store.isClosed()) end("The store has closed itself: it could not be written.");
                }
                String command = message.getDocument().keySet().iterator().next();
                try {
                    if (!READS.contains(command.toLowerCase())) commit();
                } catch (RuntimeException error) {
                    end("The store cannot be written: " + error.getMessage());
                }
                return answer;
            }
        };
        MongoServer server = new MongoServer(backend.version(VERSION));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind(args[1], Integer.parseInt(args[2]));
    }

    /** Ends this process without an acknowledgement: its supervisor starts another one, which reads what is on the disk. */
    private static void end(String why) {
        System.err.println(why);
        Runtime.getRuntime().halt(1);
    }
}
