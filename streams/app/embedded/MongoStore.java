import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.Set;
import org.h2.mvstore.MVStore;

/** A MongoDB-compatible store in one file: FILE HOST PORT. */
class MongoStore {
    private static final Set<String> READS = Set.of("hello", "ismaster", "ping", "find", "aggregate", "count", "distinct",
        "getmore", "buildinfo", "listcollections", "listindexes", "listdatabases", "endsessions", "killcursors");

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
        // The version that driver 6 accepts and for which the server pretends no sessions.
        MongoServer server = new MongoServer(backend.version(ServerVersion.MONGO_5_0));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind(args[1], Integer.parseInt(args[2]));
    }

    /** Ends this process without an acknowledgement: its supervisor starts another one, which reads what is on the disk. */
    private static void end(String why) {
        System.err.println(why);
        Runtime.getRuntime().halt(1);
    }
}
