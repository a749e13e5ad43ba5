/**
 * What is seen behind an avatar: `none` (the page), a CSS colour, or the address of a picture, which covers the stage.
 *
 * It is drawn by the page behind the transparent canvas, which costs nothing a frame and scales with the stage.
 *
 * @throws Error that says what was received, when a picture does not come
 */
export async function setBackground(canvas: HTMLElement, background: string): Promise<void> {
  const wanted = background.trim();
  // The latest wish wins, however long a picture of before takes to come.
  canvas.dataset.background = wanted;
  const { style } = canvas;
  if (wanted === '' || wanted === 'none') {
    style.background = '';
  } else if (CSS.supports('color', wanted)) {
    style.background = wanted;
  } else {
    const image = new Image();
    image.src = new URL(wanted, document.baseURI).href;
    await new Promise<void>((resolve, reject) => {
      image.onload = () => resolve();
      image.onerror = () =>
        reject(new Error(`neither a colour nor a picture that can be had: ${wanted.slice(0, 120)}`));
    });
    if (canvas.dataset.background === wanted)
      style.background = `center / cover no-repeat url(${JSON.stringify(image.src)})`;
  }
}
