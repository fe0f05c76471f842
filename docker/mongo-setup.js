// Joins the three members and makes the gateways' user, who may only read and write the gateways' own database, and the analysts'.
const root = encodeURIComponent(process.env.MONGO_ROOT_PASSWORD);
const first = new Mongo(`mongodb://root:${root}@mongo1/admin?directConnection=true`);
try {
  first.getDB("admin").runCommand({ replSetGetStatus: 1 }).ok || initiate();
} catch (e) {
  if (e.codeName !== "NotYetInitialized") throw e;
  initiate();
}

function initiate() {
  first.getDB("admin").runCommand({
    replSetInitiate: {
      _id: "tributary",
      members: [1, 2, 3].map(number => ({ _id: number, host: `mongo${number}:27017`, priority: number === 1 ? 2 : 1 })),
    },
  });
}

const set = new Mongo(
  `mongodb://root:${root}@mongo1,mongo2,mongo3/admin?replicaSet=tributary&serverSelectionTimeoutMS=60000`);
const database = set.getDB("tributary");
if (!database.getUser("tributary")) {
  database.createUser({
    user: "tributary",
    pwd: process.env.MONGO_PASSWORD,
    roles: [{ role: "readWrite", db: "tributary" }],
  });
}
// reads the views that a gateway makes for analysts, and nothing else; an older .env has no password for it
const views = ["events", "connections", "accounts", "transactions"].map(name => `analyst_${name}`);
if (!database.getRole("analystViews")) {
  database.createRole({
    role: "analystViews",
    privileges: views.map(view => ({ resource: { db: "tributary", collection: view }, actions: ["find"] })),
    roles: [],
  });
}
if (process.env.MONGO_ANALYST_PASSWORD && !database.getUser("analyst")) {
  database.createUser({ user: "analyst", pwd: process.env.MONGO_ANALYST_PASSWORD, roles: ["analystViews"] });
}
print("The replica set is ready.");
