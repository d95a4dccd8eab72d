export {
  DataDirInUseError,
  type EmbeddedMongo,
  hasEmbeddedStore,
  startEmbeddedMongo,
} from './embedded-mongo';
