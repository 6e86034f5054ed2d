import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='board'><Nothing title='board' /></Screen> }
