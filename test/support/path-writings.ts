/** An address in all the ways in which a router, a proxy or a guard may take it for another one; first as it is. */
export function writingsOf(path: string): readonly string[] {
  const [first = '', ...others] = path.slice(1).split('/');
  const rest = others.map((part) => `/${part}`).join('');
  const last = path.lastIndexOf('/');
  return [
    path,
    // Slashes, dots and what some take for the end.
    `/${path}`,
    `//${path}`,
    `${path}/`,
    `${path}//`,
    `/${first}/${rest}`,
    `/.${path}`,
    `/${first}/.${rest}`,
    `/${first}/x/..${rest}`,
    `${path}/.`,
    `${path}/..;/`,
    `${path}/x/..`,
    `${path}.json`,
    `${path};x`,
    `/${first};x=1${rest}`,
    `${path}?`,
    `${path}??/health`,
    `${path}?/../../health`,
    `${path}#/health`,
    `${path}*`,
    // Other letters.
    path.toUpperCase(),
    `/${first.slice(0, 1).toUpperCase()}${first.slice(1)}${rest}`,
    `/${percentEncoded(first.slice(0, 1))}${first.slice(1)}${rest}`,
    `/${percentEncoded(first)}${rest}`,
    `/${percentEncoded(first).toLowerCase()}${rest}`,
    `/${percentEncoded(percentEncoded(first))}${rest}`,
    `${path.slice(0, last)}%2f${path.slice(last + 1)}`,
    `/%2F${path.slice(1)}`,
    `${path.slice(0, last)}%5c${path.slice(last + 1)}`,
    `${path.slice(0, last)}\\${path.slice(last + 1)}`,
    `${path}%2f`,
    `${path}%00`,
    `${path}%20`,
    `${path}%09`,
    `${path}%23`,
    `${path}%3f`,
    `${path}%u002f`,
    `${path}%c0%af`,
    // Past a route that is open.
    `/health/..${path}`,
    `/health/%2e%2e${path}`,
    `/health/..;${path}`,
    `/health%2f..${path}`,
    `/docs/..${path}`,
    `/docs/%2e%2e${path}`,
    `/docs/..%2f${path.slice(1)}`,
    `/docs${path}`,
    // As a proxy is asked.
    `http://localhost${path}`,
    `http://localhost/health/..${path}`,
    `http://localhost:80/${path}`,
  ];
}

const percentEncoded = (text: string) =>
  text.replaceAll(/./g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
