/** Where on the page a method or an object is described. */
export const methodAnchor = (path: string) => `method-${path.replace(/[/_]/g, '-')}`;
export const objectAnchor = (title: string) => `object-${title.toLowerCase().replaceAll(' ', '-')}`;
