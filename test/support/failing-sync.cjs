// Loaded into an event node by --require: every sync fails like a broken disk's from the moment on when the file FAIL_SYNC_WHEN exists.
const fs = require('node:fs');

const broken = () => fs.existsSync(process.env.FAIL_SYNC_WHEN);
const failure = () => Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO', syscall: 'fdatasync' });
const { fdatasync, fdatasyncSync } = fs;
fs.fdatasync = (fd, done) => (broken() ? setImmediate(done, failure()) : fdatasync(fd, done));
fs.fdatasyncSync = (fd) => {
  if (broken()) throw failure();
  fdatasyncSync(fd);
};
