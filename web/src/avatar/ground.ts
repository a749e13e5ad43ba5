import { CanvasTexture, Mesh, MeshBasicMaterial, PlaneGeometry } from 'three';

const TEXELS = 128;

/** A soft dark ellipse under the feet: the look of standing on something, for one draw call and no shadow pass. */
export function contactShadow(widthMetres: number): Mesh {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = TEXELS;
  const context = canvas.getContext('2d')!;
  const half = TEXELS / 2;
  const gradient = context.createRadialGradient(half, half, 0, half, half, half);
  gradient.addColorStop(0, 'rgba(12,16,28,.55)');
  gradient.addColorStop(0.35, 'rgba(12,16,28,.32)');
  gradient.addColorStop(0.7, 'rgba(12,16,28,.08)');
  gradient.addColorStop(1, 'rgba(12,16,28,0)');
  context.fillStyle = gradient;
  context.fillRect(0, 0, TEXELS, TEXELS);
  const material = new MeshBasicMaterial({ map: new CanvasTexture(canvas), transparent: true, depthWrite: false });
  material.toneMapped = false;
  const mesh = new Mesh(new PlaneGeometry(widthMetres, widthMetres * 0.6), material);
  mesh.rotation.x = -Math.PI / 2;
  mesh.position.y = 0.002;
  return mesh;
}
