// A pad to draw an image on, and a place to drop one.

import { useRef, useState } from "preact/hooks";
import { size, type Shape } from "./pixels";

interface Props {
	shape: Shape;
	dark: boolean; // images are light on dark
	send: (picture: Uint8Array | File) => void;
}

const side = 224; // of the longer side, in pixels

export function Pad({ shape, dark, send }: Props) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const last = useRef<[number, number] | null>(null);
	const [ink, setInk] = useState(dark ? "#ffffff" : "#000000");
	const [centred, setCentred] = useState(true);
	const [drawn, setDrawn] = useState(false);
	const [dropping, setDropping] = useState(false);
	const scale = side / Math.max(shape.height, shape.width);
	const [width, height] = [Math.round(shape.width * scale), Math.round(shape.height * scale)];
	const ground = dark ? "#000000" : "#ffffff";

	const clear = () => {
		const context = contextOf(canvas.current!);
		context.fillStyle = ground;
		context.fillRect(0, 0, width, height);
		setDrawn(false);
	};
	const stroke = (e: PointerEvent) => {
		const context = contextOf(canvas.current!);
		const to: [number, number] = [
			(e.offsetX * width) / canvas.current!.clientWidth,
			(e.offsetY * height) / canvas.current!.clientHeight,
		];
		if (!drawn) {
			clear();
		}
		context.strokeStyle = ink;
		context.lineWidth = 2 * scale;
		context.lineCap = context.lineJoin = "round";
		context.beginPath();
		context.moveTo(...(last.current ?? to));
		context.lineTo(...to);
		context.stroke();
		last.current = to;
		setDrawn(true);
	};
	const end = () => {
		if (last.current) {
			last.current = null;
			send(shrunk(canvas.current!, shape, dark, centred));
		}
	};
	const take = (files: FileList | null | undefined) => {
		if (files?.[0]) {
			send(files[0]);
		}
	};
	return (
		<div
			class={"pad" + (dropping ? " dropping" : "")}
			onDragOver={(e) => {
				e.preventDefault();
				setDropping(true);
			}}
			onDragLeave={() => setDropping(false)}
			onDrop={(e) => {
				e.preventDefault();
				setDropping(false);
				take(e.dataTransfer?.files);
			}}
		>
			<canvas
				ref={canvas}
				width={width}
				height={height}
				class="paper"
				style={{ background: ground, aspectRatio: `${width} / ${height}` }}
				role="img"
				aria-label="Pad to draw an image on with a pointer. Without one, choose a picture file."
				onPointerDown={(e) => {
					canvas.current!.setPointerCapture(e.pointerId);
					stroke(e);
				}}
				onPointerMove={(e) => last.current && stroke(e)}
				onPointerUp={end}
				onPointerCancel={end}
			/>
			<div class="row">
				<button type="button" onClick={clear}>
					Clear
				</button>
				{shape.channels > 1 && (
					<input
						type="color"
						aria-label="Colour of the pen"
						value={ink}
						onInput={(e) => setInk(e.currentTarget.value)}
					/>
				)}
				<label>
					<input type="checkbox" checked={centred} onChange={(e) => setCentred(e.currentTarget.checked)} /> centre
				</label>
				<label class="button">
					Open a picture
					<input type="file" accept="image/*" onChange={(e) => take(e.currentTarget.files)} />
				</label>
			</div>
			<p class="hint">Draw here, or drop a picture.</p>
		</div>
	);
}

// contextOf returns what draws on a canvas that is read after every stroke.
const contextOf = (canvas: HTMLCanvasElement) => canvas.getContext("2d", { willReadFrequently: true })!;

// shrunk returns the drawing at the size of the model's images, each pixel the mean of its square;
// centred, the middle of what was drawn is in the middle, as in MNIST.
function shrunk(canvas: HTMLCanvasElement, shape: Shape, dark: boolean, centred: boolean): Uint8Array {
	const { width, height } = canvas;
	const { data } = contextOf(canvas).getImageData(0, 0, width, height);
	let [mass, sumX, sumY] = [0, 0, 0];
	for (let i = 0; i < width * height; i++) {
		const level = (data[4 * i]! + data[4 * i + 1]! + data[4 * i + 2]!) / 3;
		const weight = dark ? level : 255 - level;
		mass += weight;
		sumX += weight * (i % width);
		sumY += weight * Math.floor(i / width);
	}
	const shift =
		centred && mass > 0 ? [Math.round(sumX / mass - width / 2), Math.round(sumY / mass - height / 2)] : [0, 0];
	const out = new Uint8Array(size(shape));
	for (let y = 0; y < shape.height; y++) {
		for (let x = 0; x < shape.width; x++) {
			for (let c = 0; c < shape.channels; c++) {
				let [sum, n] = [0, 0];
				for (let v = Math.floor((y * height) / shape.height); v < ((y + 1) * height) / shape.height; v++) {
					for (let u = Math.floor((x * width) / shape.width); u < ((x + 1) * width) / shape.width; u++) {
						const [fromX, fromY] = [u + shift[0]!, v + shift[1]!];
						const inside = fromX >= 0 && fromY >= 0 && fromX < width && fromY < height;
						sum += inside ? data[4 * (fromY * width + fromX) + c]! : dark ? 0 : 255;
						n++;
					}
				}
				out[(y * shape.width + x) * shape.channels + c] = Math.round(sum / n);
			}
		}
	}
	return out;
}
