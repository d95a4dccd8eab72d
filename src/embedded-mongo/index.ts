export { DataDirInUseError, type EmbeddedMongo, startEmbeddedMongo } from './embedded-mongo';
